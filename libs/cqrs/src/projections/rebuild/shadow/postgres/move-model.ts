import type { EntityManager } from 'typeorm';
import type { ShadowPlaces } from '../shadow-places.js';
import { enumTypes, postgresShadowTables } from './postgres-shadow-tables.js';
import { lockTables } from './sql/lock-tables.js';
import { moveTable, moveType } from './sql/move.js';
import { TABLE_GRANTS } from './sql/table-grants.js';

/**
 * Takes the live tables for this transaction alone, and with them whoever reads them.
 *
 * @returns those that exist
 * @throws an error with the code 55P03 when it cannot have them within the transaction's `lock_timeout`
 */
export async function lockLiveTables(manager: EntityManager, live: string, tables: readonly string[]): Promise<string[]> {
  const existing = await postgresShadowTables.existing(manager, live, tables);
  if (existing.length > 0) await manager.query(lockTables(live, existing));
  return existing;
}

/**
 * Lets the shadow's tables take the place of the locked ones, which go to the archive: each with its indexes, keys, sequences and enum
 * types, and the rights that others had. All of it shows at the transaction's commit.
 */
export async function moveModel(
  manager: EntityManager,
  { live, shadow, archive }: ShadowPlaces,
  tables: readonly string[],
  old: readonly string[],
): Promise<void> {
  // Checks that were put off would be pending events, with which no table can be altered.
  await manager.query('SET CONSTRAINTS ALL IMMEDIATE');
  for (const table of old) await copyGrants(manager, live, shadow, table);
  await move(manager, live, archive, old);
  await move(manager, shadow, live, tables);
}

async function move(manager: EntityManager, from: string, to: string, tables: readonly string[]): Promise<void> {
  const types = await enumTypes(manager, from, tables);
  for (const table of tables) await manager.query(moveTable(from, to, table));
  for (const type of types) await manager.query(moveType(from, to, type));
}

async function copyGrants(manager: EntityManager, live: string, shadow: string, table: string): Promise<void> {
  const rows = await manager.query<{ statement: string }[]>(TABLE_GRANTS, [live, shadow, table]);
  for (const { statement } of rows) await manager.query(statement);
}
