import type { MigrationLedger } from './migration-ledger.js';

const LOCK_WAIT_SECONDS = 60;
/** Such locks belong to the whole server and have at most 64 characters. */
const LOCK_NAME = `CONCAT('ledgerline migrations ', MD5(CONCAT(DATABASE(), '.', ?)))`;

/** MySQL commits at each DDL statement, so a migration must bear being run again after a crash; the lock is the session's. */
export const mysqlLedger: MigrationLedger = {
  async exclusively(runner, schema, work) {
    const rows: { got: unknown }[] = await runner.query(`SELECT GET_LOCK(${LOCK_NAME}, ?) AS got`, [schema, LOCK_WAIT_SECONDS]);
    if (Number(rows[0]?.got) !== 1) {
      throw new Error(
        `Another node has been migrating the tables ${schema}_* for over ${LOCK_WAIT_SECONDS} s; see its log, then start again.`,
      );
    }
    try {
      await work();
    } finally {
      // What went wrong before is what tells; a connection that is gone has given its locks back.
      await runner.query(`SELECT RELEASE_LOCK(${LOCK_NAME})`, [schema]).catch(() => undefined);
    }
  },
  async create(runner, schema) {
    await runner.query(
      `CREATE TABLE IF NOT EXISTS ${schema}_migrations (
        store VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        name VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        applied_at DATETIME(6) NOT NULL,
        PRIMARY KEY (store, name)) ENGINE = InnoDB`,
    );
  },
  async applied(runner, schema, set) {
    const rows: { name: string }[] = await runner.query(`SELECT name FROM ${schema}_migrations WHERE store = ?`, [set]);
    return new Set(rows.map(({ name }) => name));
  },
  async record(runner, schema, set, name) {
    await runner.query(`INSERT IGNORE INTO ${schema}_migrations (store, name, applied_at) VALUES (?, ?, UTC_TIMESTAMP(6))`, [
      set,
      name,
    ]);
  },
};
