import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import type { ResolvedStorage } from '../storage-options.js';
import type { MigrationLedger } from './migration-ledger.js';
import { mysqlLedger } from './mysql-migration-ledger.js';
import { postgresLedger } from './postgres-migration-ledger.js';

/** The migrations of one store, in order; a TypeORM migration with a name that never changes. */
export interface MigrationSet {
  /** Names the store within the schema: `events`, `sagas`. */
  readonly name: string;
  readonly migrations: readonly (MigrationInterface & { readonly name: string })[];
}

/**
 * Brings one store's schema up to date: runs the migrations that the database has not seen, under a lock, so that nodes may start
 * together. Returns the names of those that ran.
 */
export async function migrate(dataSource: DataSource, storage: ResolvedStorage, set: MigrationSet): Promise<string[]> {
  const ledger = ledgerOf(storage);
  const ran: string[] = [];
  await migrateExclusively(dataSource, storage, async (runner) => {
    await ledger.create(runner, storage.schema);
    const applied = await ledger.applied(runner, storage.schema, set.name);
    for (const migration of set.migrations) {
      if (applied.has(migration.name)) continue;
      await migration.up(runner);
      await ledger.record(runner, storage.schema, set.name, migration.name);
      ran.push(migration.name);
    }
  });
  return ran;
}

/** Runs `work` while no other node changes what belongs to this schema; the runner is the connection that has the lock. */
export async function migrateExclusively(
  dataSource: DataSource,
  storage: ResolvedStorage,
  work: (runner: QueryRunner) => Promise<void>,
): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await ledgerOf(storage).exclusively(runner, storage.schema, () => work(runner));
  } finally {
    await runner.release();
  }
}

/**
 * The migrations of a store that its database has not seen; for stores whose schema is brought up to date by hand. Reads only.
 */
export async function missingMigrations(dataSource: DataSource, storage: ResolvedStorage, set: MigrationSet): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    const applied = await ledgerOf(storage).applied(runner, storage.schema, set.name);
    return set.migrations.map(({ name }) => name).filter((name) => !applied.has(name));
  } catch {
    // Without the ledger's table nothing has run; what else is wrong shows when the store is used.
    return set.migrations.map(({ name }) => name);
  } finally {
    await runner.release();
  }
}

/** The SQL that {@link migrate} would run on an empty database, for those who run it by hand (`migrate: 'manual'`). Needs no database. */
export async function migrationSql(storage: ResolvedStorage, set: MigrationSet): Promise<string[]> {
  const ledger = ledgerOf(storage);
  const statements: string[] = [];
  const recorder = {
    query: (sql: string, parameters: readonly unknown[] = []) => {
      statements.push(inlined(sql, parameters));
      return Promise.resolve([]);
    },
  } as unknown as QueryRunner;
  await ledger.create(recorder, storage.schema);
  for (const migration of set.migrations) {
    await migration.up(recorder);
    await ledger.record(recorder, storage.schema, set.name, migration.name);
  }
  return statements;
}

function ledgerOf({ engine }: ResolvedStorage): MigrationLedger {
  return engine === 'postgres' ? postgresLedger : mysqlLedger;
}

/** Only our own constant names are inlined here, never a value from outside. */
function inlined(query: string, parameters: readonly unknown[]): string {
  return parameters.reduce<string>(
    (sql, value, index) => sql.replace(new RegExp(`\\$${index + 1}\\b|\\?`), `'${String(value)}'`),
    query,
  );
}
