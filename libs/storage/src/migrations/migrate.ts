import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import type { ResolvedStorage } from '../storage-options.js';
import { mysqlLedger } from './mysql-migration-ledger.js';
import { postgresLedger } from './postgres-migration-ledger.js';

/** The migrations of one store, in order; a TypeORM migration with a name that never changes. */
export interface MigrationSet {
  /** Names the store within the schema: `events`, `sagas`. */
  readonly name: string;
  readonly migrations: readonly (MigrationInterface & { readonly name: string })[];
}

/** Where the names of migrations that ran are kept, and how nodes that start together take turns. One for each engine. */
export interface MigrationLedger {
  /** Runs `work` while no other node migrates this schema; on engines with transactional DDL all of it commits or nothing. */
  exclusively(runner: QueryRunner, schema: string, work: () => Promise<void>): Promise<void>;
  /** Creates schema and ledger table where they are missing. */
  create(runner: QueryRunner, schema: string): Promise<void>;
  applied(runner: QueryRunner, schema: string, set: string): Promise<Set<string>>;
  record(runner: QueryRunner, schema: string, set: string, name: string): Promise<void>;
}

/**
 * Brings one store's schema up to date: runs the migrations that the database has not seen, under a lock, so that nodes may start
 * together. Returns the names of those that ran.
 */
export async function migrate(dataSource: DataSource, storage: ResolvedStorage, set: MigrationSet): Promise<string[]> {
  const ledger = storage.engine === 'postgres' ? postgresLedger : mysqlLedger;
  const runner = dataSource.createQueryRunner();
  const ran: string[] = [];
  try {
    await ledger.exclusively(runner, storage.schema, async () => {
      await ledger.create(runner, storage.schema);
      const applied = await ledger.applied(runner, storage.schema, set.name);
      for (const migration of set.migrations) {
        if (applied.has(migration.name)) continue;
        await migration.up(runner);
        await ledger.record(runner, storage.schema, set.name, migration.name);
        ran.push(migration.name);
      }
    });
  } finally {
    await runner.release();
  }
  return ran;
}

/** The SQL that {@link migrate} would run on an empty database, for those who run it by hand (`migrate: 'manual'`). */
export async function migrationSql(dataSource: DataSource, storage: ResolvedStorage, set: MigrationSet): Promise<string[]> {
  const ledger = storage.engine === 'postgres' ? postgresLedger : mysqlLedger;
  const runner = dataSource.createQueryRunner();
  try {
    runner.enableSqlMemory();
    await ledger.create(runner, storage.schema);
    for (const migration of set.migrations) {
      await migration.up(runner);
      await ledger.record(runner, storage.schema, set.name, migration.name);
    }
    return runner.getMemorySql().upQueries.map(({ query, parameters }) => inlined(query, parameters));
  } finally {
    runner.disableSqlMemory();
    await runner.release();
  }
}

/** Only our own constant names are inlined here, never a value from outside. */
function inlined(query: string, parameters: readonly unknown[] = []): string {
  return parameters.reduce<string>(
    (sql, value, index) => sql.replace(new RegExp(`\\$${index + 1}\\b|\\?`), `'${String(value)}'`),
    query,
  );
}
