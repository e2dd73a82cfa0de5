import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import { shadowTablesOf } from './engine-of.js';
import { ownedTables, tableNames } from './owned-tables.js';
import { onOneConnection } from './on-one-connection.js';
import { placesOf } from './shadow-places.js';

/** Drops the tables of a projection that its last swap has left, if there are some. */
export async function dropArchive(
  dataSource: DataSource,
  schema: string,
  projection: string,
  entities: readonly EntityTarget<ObjectLiteral>[],
): Promise<void> {
  const tables = tableNames(ownedTables(projection, dataSource, entities));
  const { archive } = placesOf(dataSource, schema);
  await onOneConnection(dataSource, (manager) => shadowTablesOf(dataSource).drop(manager, archive, tables));
}
