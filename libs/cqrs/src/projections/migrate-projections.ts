import {
  InvalidOptionException,
  migrate,
  migrationSql,
  resolveStorage,
  StorageConnections,
  type StorageOption,
} from '@ledgerline/storage';
import { projectionMigrations } from './ledger/open-ledger.js';

/**
 * Creates the table in which projections keep their places, in the database that they write to; for deployments that keep this apart
 * from start-up (`migrate: 'manual'`). Nodes may run it at the same time. Tables of entities are your own migrations' work then.
 *
 * @returns the names of the migrations that ran
 * @throws StorageUnavailableException when the database cannot be reached
 * @example
 * ```ts
 * await migrateProjections('postgres://localhost/reads');
 * ```
 */
export async function migrateProjections(storage: StorageOption): Promise<string[]> {
  const resolved = assertDatabase(storage);
  const connections = new StorageConnections();
  try {
    return await migrate(await connections.connection(resolved).ready(), resolved, projectionMigrations(resolved));
  } finally {
    await connections.onApplicationShutdown();
  }
}

/** The SQL that {@link migrateProjections} runs on an empty database, one statement each, for those who run it by hand. Needs no database. */
export function projectionsSchemaSql(storage: StorageOption): Promise<string[]> {
  const resolved = assertDatabase(storage);
  return migrationSql(resolved, projectionMigrations(resolved));
}

function assertDatabase(storage: StorageOption) {
  const resolved = resolveStorage(storage);
  if (resolved.engine !== 'memory') return resolved;
  throw new InvalidOptionException('storage', 'a database with a schema to migrate', resolved.shown);
}
