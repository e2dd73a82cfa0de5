import type { QueryRunner } from 'typeorm';

/** Where the names of migrations that ran are kept, and how nodes that start together take turns. One for each engine. */
export interface MigrationLedger {
  /** Runs `work` while no other node migrates this schema; on engines with transactional DDL all of it commits or nothing. */
  exclusively(runner: QueryRunner, schema: string, work: () => Promise<void>): Promise<void>;
  /** Creates schema and ledger table where they are missing. */
  create(runner: QueryRunner, schema: string): Promise<void>;
  applied(runner: QueryRunner, schema: string, set: string): Promise<Set<string>>;
  record(runner: QueryRunner, schema: string, set: string, name: string): Promise<void>;
}
