import {
  InvalidOptionException,
  migrate,
  migrationSql,
  resolveStorage,
  StorageConnections,
  type MigrationSet,
  type StorageOption,
} from '@ledgerline/storage';
import { mysqlEventMigrations } from './backends/mysql/migrations/mysql-event-migrations.js';
import { postgresEventMigrations } from './backends/postgres/migrations/postgres-event-migrations.js';

/**
 * Brings the event store's schema up to date, for deployments that keep it apart from start-up (`migrate: 'manual'`). Nodes may run it
 * at the same time.
 *
 * @returns the names of the migrations that ran
 * @throws StorageUnavailableException when the database cannot be reached
 * @example
 * ```ts
 * await migrateEventStore('postgres://localhost/events');
 * ```
 */
export async function migrateEventStore(storage: StorageOption): Promise<string[]> {
  const resolved = resolveStorage(storage);
  const set = migrationsOf(storage);
  const connections = new StorageConnections();
  try {
    return await migrate(await connections.connection(resolved).ready(), resolved, set);
  } finally {
    await connections.onApplicationShutdown();
  }
}

/** The SQL that creates the event store's schema, one statement each, for those who run it by hand. Needs no database. */
export function eventStoreSchemaSql(storage: StorageOption): Promise<string[]> {
  return migrationSql(resolveStorage(storage), migrationsOf(storage));
}

function migrationsOf(storage: StorageOption): MigrationSet {
  const { engine, schema, shown } = resolveStorage(storage);
  if (engine === 'postgres') return postgresEventMigrations(schema);
  if (engine === 'mysql') return mysqlEventMigrations(schema);
  throw new InvalidOptionException('storage', 'a database with a schema to migrate', shown);
}
