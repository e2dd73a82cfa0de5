import { freshDatabase, isAvailable, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { nativeMysqlClient, resolveStorage, runStatement, StorageConnections, type RunStatement } from '@ledgerline/storage';
import type { DataSource, EntityManager } from 'typeorm';
import { waitAtMost } from './bounded-wait.js';

const UPDATE = 'UPDATE parcels SET weight = weight + ? WHERE id = 1';
const WAIT = 'SELECT @@SESSION.innodb_lock_wait_timeout';

(isAvailable('mysql') ? describe : describe.skip)('A statement that may wait for a lock', () => {
  let database: FreshDatabase;
  let source: DataSource;
  const connections = new StorageConnections();
  beforeAll(async () => {
    database = await freshDatabase('mysql');
    source = await connections.connection(resolveStorage(database.url)).ready();
    await source.query('CREATE TABLE parcels (id INT PRIMARY KEY, weight INT) ENGINE = InnoDB');
    await source.query('INSERT INTO parcels VALUES (1, 1)');
  });
  afterAll(async () => {
    await connections.onApplicationShutdown();
    await database.drop();
  });

  async function runOn(manager: EntityManager): Promise<RunStatement> {
    const connection = await nativeMysqlClient(manager);
    return (sql, values) => runStatement(connection, sql, values, values.length > 0);
  }

  it.each([true, false])(
    'waits a second and not fifty, and leaves the setting as it was (its own settings: %s)',
    async (supportsStatementSettings) => {
      const abilities = { supportsStatementSettings, supportsProcedures: true, hasSnapshotIsolation: false, maxPacket: 1 };
      await source.transaction(async (holder) => {
        await holder.query('SELECT * FROM parcels WHERE id = 1 FOR UPDATE');
        await source.transaction(async (manager) => {
          const run = await runOn(manager);
          await run('SET SESSION innodb_lock_wait_timeout = 17', []);
          const begun = performance.now();
          await expect(waitAtMost(1, abilities, run, UPDATE, [1])).rejects.toMatchObject({ code: 'ER_LOCK_WAIT_TIMEOUT' });
          expect(performance.now() - begun).toBeLessThan(15_000);
          expect(Number((await run(WAIT, [])).rows[0]?.[0])).toBe(17);
        });
      });
      await source.transaction(async (manager) => {
        const { affectedRows } = await waitAtMost(1, abilities, await runOn(manager), UPDATE, [1]);
        expect(affectedRows).toBe(1);
      });
    },
    30_000,
  );
});
