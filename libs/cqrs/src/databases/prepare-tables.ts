import { InvalidStorageUrlException, migrateExclusively, type Entity, type ResolvedStorage } from '@ledgerline/storage';
import type { DataSource, EntityMetadata } from 'typeorm';
import { RdbmsSchemaBuilder } from 'typeorm/schema-builder/RdbmsSchemaBuilder.js';
import { TablesMissingException } from '../exceptions/tables-missing.exception.js';

/**
 * Makes sure of the tables of entities as the storage says: creates those that are missing, or checks that they are there. A table that
 * exists is left as it is, whatever its columns: what it holds is the application's.
 *
 * @throws TablesMissingException with `migrate: 'manual'`
 * @throws InvalidStorageUrlException when an application's own `DataSource` does not know an entity
 */
export async function prepareTables(
  dataSource: DataSource,
  storage: ResolvedStorage,
  entities: readonly Entity[],
): Promise<void> {
  if (entities.length === 0) return;
  const metadatas = withJunctions(entities.map((entity) => metadataOf(dataSource, storage, entity)));
  const missing = await missingTables(dataSource, metadatas);
  if (missing.length === 0) return;
  if (storage.migrate === 'manual')
    throw new TablesMissingException(
      storage.shown,
      missing.map(({ tablePath }) => tablePath),
    );
  await migrateExclusively(dataSource, storage, async () => createTables(dataSource, await missingTables(dataSource, metadatas)));
}

/** Creates the tables of these entities, with their indexes and keys, and touches no other. */
export async function createTables(dataSource: DataSource, metadatas: readonly EntityMetadata[]): Promise<void> {
  if (metadatas.length === 0) return;
  // TypeORM makes the schema of all that a DataSource knows; this one knows less, and is the same in all else.
  const narrowed = Object.create(dataSource, { entityMetadatas: { value: [...metadatas] } }) as DataSource;
  await new RdbmsSchemaBuilder(narrowed).build();
}

async function missingTables(dataSource: DataSource, metadatas: readonly EntityMetadata[]): Promise<EntityMetadata[]> {
  const runner = dataSource.createQueryRunner();
  try {
    const missing: EntityMetadata[] = [];
    for (const metadata of metadatas) if (!(await runner.hasTable(metadata.tablePath))) missing.push(metadata);
    return missing;
  } finally {
    await runner.release();
  }
}

function metadataOf(dataSource: DataSource, storage: ResolvedStorage, entity: Entity): EntityMetadata {
  if (dataSource.hasMetadata(entity)) return dataSource.getMetadata(entity);
  const name = typeof entity === 'function' ? entity.name : entity.options.name;
  throw new InvalidStorageUrlException(
    storage.shown,
    `it does not know the entity ${name}; add it to the DataSource's \`entities\``,
  );
}

/** Tables that stand between two entities have no class of their own. */
function withJunctions(metadatas: readonly EntityMetadata[]): EntityMetadata[] {
  const junctions = metadatas.flatMap(({ manyToManyRelations }) =>
    manyToManyRelations.flatMap(({ junctionEntityMetadata }) => junctionEntityMetadata ?? []),
  );
  return [...new Set([...metadatas, ...junctions])];
}
