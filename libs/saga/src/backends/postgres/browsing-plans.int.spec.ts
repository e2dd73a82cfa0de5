import { freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { nativePool, resolveStorage, StorageConnections } from '@ledgerline/storage';
import type { Pool } from 'pg';
import { resolveSagaOptions } from '../../saga-module-options.js';
import { createSagaStore } from '../create-saga-store.js';
import { endings } from './sql/browsing/endings.js';
import { lastEnded } from './sql/browsing/last-ended.js';
import { openCounts } from './sql/browsing/open-counts.js';
import { sagaTimers } from './sql/browsing/saga-timers.js';
import { stalestSagas } from './sql/browsing/stalest-sagas.js';

const SCHEMA = 'ledgerline';
const SAGAS = 20_000;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Of a hundred sagas one stands, one runs, three wait, and the others have ended. */
const FILL = `INSERT INTO ${SCHEMA}.sagas (id, run, name, version, fingerprint, status, active, input_hash, context, progress, owner, token, next_at, due_at,
    correlation_id, created_at, updated_at, finished_at)
  SELECT 'saga-' || n, 'r', 'saga-' || n % 3, 1, 'f', status, status IN ('running', 'waiting'), 'h', json_build_object('text', repeat('x', 200)), '{}',
    CASE WHEN status = 'running' THEN 'node' END, 1, CASE WHEN status = 'waiting' THEN now() + n * interval '1 second' END, NULL, 'c',
    now() - n * interval '1 second', now() - n * interval '1 second', CASE WHEN status = 'completed' THEN now() - n * interval '1 second' END
  FROM (SELECT n, CASE WHEN n % 100 = 0 THEN 'stopped' WHEN n % 100 = 1 THEN 'running' WHEN n % 100 < 5 THEN 'waiting' ELSE 'completed' END AS status
    FROM generate_series(1, ${SAGAS}) n) s`;

describe(`plans of those who look around among ${SAGAS} sagas on PostgreSQL`, () => {
  let database: FreshDatabase;
  let pool: Pool;
  const connections = new StorageConnections();

  beforeAll(async () => {
    database = await freshDatabase('postgres');
    const storage = resolveStorage(database.url);
    await createSagaStore(storage, connections, resolveSagaOptions({})).start();
    pool = nativePool(await connections.connection(storage).ready());
    await pool.query(FILL);
    await pool.query(`VACUUM ANALYZE ${SCHEMA}.sagas`);
  }, 60_000);
  afterAll(async () => {
    await connections.onApplicationShutdown();
    await database.drop();
  }, 60_000);

  /** Rows of the table that a statement has looked at, and whether it read the table from end to end. */
  const workOf = async (text: string, values: readonly unknown[]) => {
    const { rows } = await pool.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, [...values]);
    const flat = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(flat)];
    const scans = flat(rows[0]['QUERY PLAN'][0].Plan as PlanNode).filter((node) => node['Relation Name'] === 'sagas');
    const seen = scans.map(
      (node) => ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 1),
    );
    return { isWhole: scans.some((node) => node['Node Type'] === 'Seq Scan'), rows: Math.max(...seen) };
  };
  const open = SAGAS / 20;

  it.each([
    ['that run, stalest first', stalestSagas(SCHEMA, { statuses: ['pending', 'running'], limit: 20 }), open],
    ['that wait, stalest first', stalestSagas(SCHEMA, { statuses: ['waiting'], saga: 'saga-1', limit: 20 }), open],
    [
      'that stand, stalest first',
      stalestSagas(SCHEMA, { statuses: ['compensation-failed', 'stopped'], limit: 1_000 }),
      SAGAS / 100,
    ],
    ['that go on by themselves', sagaTimers(SCHEMA, { limit: 50 }), open],
    ['that ended last', { statement: lastEnded(SCHEMA), values: [null, 20] }, 20],
    ['that ended within an hour', { statement: endings(SCHEMA), values: [Date.now() - 3_600_000, null, 20_000] }, 3_700],
    ['that are open, counted', { statement: openCounts(SCHEMA), values: [null, 10_001] }, open],
  ])('those %s are found by an index: what is not asked for is not read', async (_which, { statement, values }, most) => {
    const work = await workOf(statement.text, values);
    expect(work.isWhole).toBe(false);
    expect(work.rows).toBeLessThanOrEqual(most);
  });
});
