import { prepareSchema, type MigrationSet, type ResolvedStorage } from '@ledgerline/storage';
import type { Database } from '../../databases/database.js';
import { MemoryProjectionLedger } from './memory/memory-projection-ledger.js';
import { CreateProjections as CreateMysqlProjections } from './mysql/create-projections.migration.js';
import { MysqlProjectionLedger } from './mysql/mysql-projection-ledger.js';
import { CreateProjections as CreatePostgresProjections } from './postgres/create-projections.migration.js';
import { PostgresProjectionLedger } from './postgres/postgres-projection-ledger.js';
import type { ProjectionLedger } from './projection-ledger.js';

/** The ledger in a database; its table is part of what the database is prepared with. */
export function openLedger(database: Database): ProjectionLedger {
  const { storage, isMemory } = database;
  if (isMemory) return new MemoryProjectionLedger();
  database.prepareWith((dataSource) => prepareSchema(dataSource, storage, projectionMigrations(storage)));
  return storage.engine === 'postgres' ? new PostgresProjectionLedger(database) : new MysqlProjectionLedger(database);
}

/** What the ledger's table is made by. */
export function projectionMigrations({ engine, schema }: ResolvedStorage): MigrationSet {
  const migration = engine === 'postgres' ? new CreatePostgresProjections(schema) : new CreateMysqlProjections(schema);
  return { name: 'projections', migrations: [migration] };
}
