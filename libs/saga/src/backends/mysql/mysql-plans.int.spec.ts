import { freshDatabase, isAvailable, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { resolveStorage, StorageConnections, type SqlValue } from '@ledgerline/storage';
import type { DataSource, QueryRunner } from 'typeorm';
import { newNode, newSaga } from '../../contract/contract-sagas.js';
import { resolveSagaOptions } from '../../saga-module-options.js';
import { createSagaStore } from '../create-saga-store.js';
import type { SagaStore } from '../saga-store.js';
import { dueNames, runnableJson } from './sql/claim-sagas.js';
import { forgottenNodes } from './sql/forget-nodes.js';
import { hex } from './sql/hex.js';
import { listSagas } from './sql/list-sagas.js';
import { lockDue } from './sql/lock-due.js';
import { lockLost } from './sql/lock-lost.js';
import { lostOwners } from './sql/lost-owners.js';
import { cancelRequests, ownedSagas } from './sql/owned-sagas.js';
import { lockOld } from './sql/prune-sagas.js';
import { sagaCensus } from './sql/saga-census.js';
import { nextVersions, resumeStopped, runningVersions } from './sql/saga-versions.js';
import { unwokenSignals } from './sql/signal-saga.js';
import { listLocked } from './sql/take-locked.js';

const SCHEMA = 'ledgerline';
const SAGAS = 4_000;
const PARAMETERS = { name: '?', version: '?', limit: '?' };
const bytes = (text: string) => Buffer.from(text);

(isAvailable('mysql') ? describe : describe.skip)('Plans and locks of the saga store on MySQL and MariaDB', () => {
  let database: FreshDatabase;
  const connections = new StorageConnections();
  let source: DataSource;
  let store: SagaStore;

  beforeAll(async () => {
    database = await freshDatabase('mysql');
    const storage = resolveStorage(database.url);
    store = createSagaStore(storage, connections, resolveSagaOptions({}));
    await store.start();
    source = await connections.connection(storage).ready();
    const node = await newNode(store);
    for (let from = 0; from < SAGAS; from += 500) {
      await store.insert(
        Array.from({ length: 500 }, (_, n) =>
          newSaga({
            name: n % 2 ? 'mine' : 'unknown',
            version: 1 + (n % 4 === 0 ? 1 : 0),
            owner: n % 5 === 1 ? node : undefined,
          }),
        ),
      );
    }
    const finished = `UPDATE ${SCHEMA}_sagas SET owner = NULL, state = 2, status = 'completed', finished_at = UTC_TIMESTAMP(6) WHERE id LIKE '%7' LIMIT 200`;
    await source.query(finished);
    await source.query(`ANALYZE TABLE ${SCHEMA}_sagas`);
  }, 60_000);

  afterAll(async () => {
    await store.nodes.close();
    await connections.onApplicationShutdown();
    await database.drop();
  });

  async function explain(sql: string, values: readonly SqlValue[]) {
    const rows: Record<string, unknown>[] = await source.query(`EXPLAIN ${sql}`, [...values]);
    return rows.map((row) => ({
      table: String(row['table']),
      type: String(row['type']),
      key: String(row['key']),
      extra: String(row['Extra']),
    }));
  }

  const { sql: list, values: listed } = listSagas(SCHEMA, {
    saga: 'mine',
    limit: 50,
    before: { createdAt: Date.now(), id: 'x' },
  });
  const owners = bytes(JSON.stringify([{ i: hex('dead'), b: 1 }]));
  const runnable = bytes(runnableJson([{ name: 'mine', version: 1 }]));

  it.each([
    ['claim', lockDue(SCHEMA, 's.id', PARAMETERS), [bytes('mine'), 1, 100], 'sagas_work'],
    ['look for what is due', dueNames(SCHEMA), [runnable], 'sagas_work'],
    [
      'take over',
      lockLost(SCHEMA, 's.id', { owners: '?', runnable: '?', suspects: '?', limit: '?' }),
      [owners, runnable, 0, 9],
      'sagas_work',
    ],
    ['find the lost', lostOwners(SCHEMA), [], 'sagas_work'],
    ['list', list, listed, 'sagas_created'],
    ['prune', lockOld(SCHEMA), [60_000, 100], 'sagas_finished'],
    ['look at what is its own', ownedSagas(SCHEMA), [bytes('node')], 'sagas_work'],
    ['hear of cancels', cancelRequests(SCHEMA), [bytes('node')], 'sagas_work'],
    ['learn of versions', nextVersions(SCHEMA), [runnable], 'sagas_work'],
    ['learn of running versions', runningVersions(SCHEMA), [], 'sagas_work'],
    ['resume what was stopped', resumeStopped(SCHEMA), [bytes('mine'), 1, bytes('f')], 'sagas_work'],
  ] as const)('to %s takes an index as it is ordered: no scan of the table, no sort', async (_what, sql, values, index) => {
    const plan = await explain(sql, values);
    const tables = plan.filter(({ table }) => table === 's' || table === `${SCHEMA}_sagas`);
    expect(tables.length).toBeGreaterThan(0);
    for (const { type, key, extra } of tables) {
      expect(key).toBe(index);
      expect(type).toMatch(/^(range|ref|index)$/);
      expect(extra).not.toMatch(/filesort/);
    }
    // Only a page of the list may walk its index from the end; everything else finds its place in it.
    if (index !== 'sagas_created') expect(tables.map(({ type }) => type)).not.toContain('index');
  });

  it('a scrape counts what is not finished from the index alone, and reads rows of what is overdue', async () => {
    const plan = (await explain(sagaCensus(SCHEMA), [2_000])).filter(({ table }) => table === 's');
    expect(plan.map(({ key, type }) => [key, /^(range|ref)$/.test(type)])).toEqual(Array(3).fill(['sagas_work', true]));
    const [waiting, running, overdue] = plan.map(({ extra }) => extra);
    for (const counted of [waiting, running]) expect(counted).toMatch(/Using index(?! condition)/);
    expect(overdue).toMatch(/Using index condition/);
  });

  it('to forget the dead looks for what they own in the index alone', async () => {
    const [owned] = (await explain(forgottenNodes(SCHEMA), [60_000, 100])).filter(({ table }) => table === 's');
    expect(owned).toMatchObject({ key: 'sagas_work', extra: expect.stringMatching(/Using index(?! condition)/) });
  });

  it('to look for signals that nobody has counted takes the index of those', async () => {
    const [row] = await explain(unwokenSignals(SCHEMA), []);
    expect(row).toMatchObject({ key: 'saga_signals_unwoken', type: 'ref' });
  });

  it.each([
    ['alone', (sql: string) => sql],
    ['inside the list of the procedure', (sql: string) => listLocked(sql)],
  ])('a claim, %s, locks what it takes, and another node gets as many others meanwhile', async (_how, shape) => {
    const runner = await open(source);
    try {
      const sql = shape(lockDue(SCHEMA, 's.id, 0 AS blame', PARAMETERS));
      const held = await runner.query(sql, [bytes('mine'), 1, 100]);
      expect(JSON.stringify(held).length).toBeGreaterThan(100);
      const locked = await lockedBy(runner);
      expect(locked).toBeGreaterThanOrEqual(100);
      // An entry of the index and a row for each, and what stands next to the last one.
      expect(locked).toBeLessThan(230);
      const before = performance.now();
      const rows = await store.claim(await newNode(store), [{ name: 'mine', version: 1 }], 100);
      expect(rows).toHaveLength(100);
      expect(performance.now() - before).toBeLessThan(5_000);
      const heldText = JSON.stringify(held);
      for (const { id } of rows) {
        expect(heldText).not.toContain(id);
        expect(heldText).not.toContain(hex(id).toUpperCase());
      }
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });
});

async function open(source: DataSource): Promise<QueryRunner> {
  const runner = source.createQueryRunner();
  await runner.startTransaction('READ COMMITTED');
  return runner;
}

/** Rows and entries that a transaction has locked. */
async function lockedBy(runner: QueryRunner): Promise<number> {
  const [row] = await runner.query(
    'SELECT trx_rows_locked AS n FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id = CONNECTION_ID()',
  );
  return Number(row.n);
}
