import {
  InvalidOptionException,
  migrate,
  migrationSql,
  mysqlNodeMigrations,
  postgresNodeMigrations,
  resolveStorage,
  StorageConnections,
  type MigrationSet,
  type StorageOption,
} from '@ledgerline/storage';
import { mysqlSagaMigrations } from './backends/mysql/migrations/mysql-saga-migrations.js';
import { postgresSagaMigrations } from './backends/postgres/migrations/postgres-saga-migrations.js';

/**
 * Brings the saga store's schema up to date, for deployments that keep it apart from start-up (`migrate: 'manual'`). Nodes may run it at the
 * same time.
 *
 * @returns the names of the migrations that ran
 * @throws StorageUnavailableException when the database cannot be reached
 * @example
 * ```ts
 * await migrateSagaStore('postgres://localhost/sagas');
 * ```
 */
export async function migrateSagaStore(storage: StorageOption): Promise<string[]> {
  const resolved = resolveStorage(storage);
  const sets = migrationsOf(storage);
  const connections = new StorageConnections();
  try {
    const source = await connections.connection(resolved).ready();
    const ran: string[] = [];
    for (const set of sets) ran.push(...(await migrate(source, resolved, set)));
    return ran;
  } finally {
    await connections.onApplicationShutdown();
  }
}

/** The SQL that creates the saga store's schema, one statement each, for those who run it by hand. Needs no database. */
export async function sagaStoreSchemaSql(storage: StorageOption): Promise<string[]> {
  const statements: string[] = [];
  for (const set of migrationsOf(storage)) statements.push(...(await migrationSql(resolveStorage(storage), set)));
  return statements;
}

/** The registry of nodes first: the saga store stands on it. */
function migrationsOf(storage: StorageOption): readonly MigrationSet[] {
  const { engine, schema, shown } = resolveStorage(storage);
  if (engine === 'postgres') return [postgresNodeMigrations(schema), postgresSagaMigrations(schema)];
  if (engine === 'mysql') return [mysqlNodeMigrations(schema), mysqlSagaMigrations(schema)];
  throw new InvalidOptionException('storage', 'a database with a schema to migrate', shown);
}
