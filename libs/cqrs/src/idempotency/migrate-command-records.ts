import {
  InvalidOptionException,
  migrate,
  migrationSql,
  resolveStorage,
  StorageConnections,
  type MigrationSet,
  type StorageOption,
} from '@ledgerline/storage';
import { mysqlCommandMigrations } from './mysql/mysql-command-records.js';
import { postgresCommandMigrations } from './postgres/postgres-command-records.js';

/**
 * Brings the table of idempotent commands up to date, for deployments that keep schemas apart from start-up (`migrate: 'manual'`). Nodes may
 * run it at the same time.
 *
 * @returns the names of the migrations that ran
 * @throws StorageUnavailableException when the database cannot be reached
 */
export async function migrateCommandRecords(storage: StorageOption): Promise<string[]> {
  const resolved = resolveStorage(storage);
  const set = migrationsOf(storage);
  const connections = new StorageConnections();
  try {
    return await migrate(await connections.connection(resolved).ready(), resolved, set);
  } finally {
    await connections.onApplicationShutdown();
  }
}

/** The SQL that creates the table of idempotent commands, one statement each, for those who run it by hand. Needs no database. */
export function commandRecordsSchemaSql(storage: StorageOption): Promise<string[]> {
  return migrationSql(resolveStorage(storage), migrationsOf(storage));
}

function migrationsOf(storage: StorageOption): MigrationSet {
  const { engine, schema, shown } = resolveStorage(storage);
  if (engine === 'postgres') return postgresCommandMigrations(schema);
  if (engine === 'mysql') return mysqlCommandMigrations(schema);
  throw new InvalidOptionException('storage', 'a database with a schema to migrate', shown);
}
