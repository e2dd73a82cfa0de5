import type { MigrationLedger } from './migration-ledger.js';

/** One transaction for everything: PostgreSQL's DDL is transactional. The lock ends with it. */
export const postgresLedger: MigrationLedger = {
  async exclusively(runner, schema, work) {
    await runner.startTransaction();
    try {
      await runner.query(`SELECT pg_advisory_xact_lock(hashtextextended('ledgerline migrations ' || $1, 0))`, [schema]);
      await work();
      await runner.commitTransaction();
    } catch (error) {
      // The first error is the one that tells; a connection that is gone cannot roll back.
      await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    }
  },
  async create(runner, schema) {
    await runner.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await runner.query(
      `CREATE TABLE IF NOT EXISTS ${schema}.migrations (
        store text COLLATE "C" NOT NULL,
        name text COLLATE "C" NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (store, name))`,
    );
  },
  async applied(runner, schema, set) {
    const rows: { name: string }[] = await runner.query(`SELECT name FROM ${schema}.migrations WHERE store = $1`, [set]);
    return new Set(rows.map(({ name }) => name));
  },
  async record(runner, schema, set, name) {
    await runner.query(`INSERT INTO ${schema}.migrations (store, name) VALUES ($1, $2)`, [set, name]);
  },
};
