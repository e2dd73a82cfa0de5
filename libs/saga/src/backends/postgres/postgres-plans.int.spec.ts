import { freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { nativePool, resolveStorage, StorageConnections } from '@ledgerline/storage';
import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { newNode, newSaga, runningSaga, writeOf } from '../../contract/contract-sagas.js';
import { resolveSagaOptions } from '../../saga-module-options.js';
import { createSagaStore } from '../create-saga-store.js';
import type { SagaStore } from '../saga-store.js';
import { claimSagas } from './sql/claim-sagas.js';
import { forgetNodes } from './sql/forget-nodes.js';
import { listSagas } from './sql/list-sagas.js';
import { cancelRequests, ownedSagas } from './sql/owned-sagas.js';
import { pruneSagas } from './sql/prune-sagas.js';
import { sagaCensus } from './sql/saga-census.js';
import { resumeStopped, sagaVersions } from './sql/saga-versions.js';
import { lostOwners, takeOverSagas } from './sql/take-over-sagas.js';

const SCHEMA = 'ledgerline';
const SAGAS = 6_000;

/** A node of a plan as PostgreSQL gives it. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

describe('Plans of the saga store on PostgreSQL', () => {
  let database: FreshDatabase;
  const connections = new StorageConnections();
  let pool: Pool;
  let store: SagaStore;
  let source: DataSource;
  let node: string;

  beforeAll(async () => {
    database = await freshDatabase('postgres');
    const storage = resolveStorage(database.url);
    store = createSagaStore(storage, connections, resolveSagaOptions({}));
    await store.start();
    source = await connections.connection(storage).ready();
    pool = nativePool(source);
    node = await newNode(store);
    for (let from = 0; from < SAGAS; from += 1_000) {
      const sagas = Array.from({ length: 1_000 }, (_, n) =>
        newSaga({ name: n % 2 ? 'mine' : 'unknown', owner: n % 5 === 1 ? node : undefined }),
      );
      await store.insert(sagas);
    }
    const finish = `UPDATE ${SCHEMA}.sagas SET owner = NULL, active = false, status = 'completed', finished_at = now() WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${SCHEMA}.sagas LIMIT 3000))`;
    await pool.query(finish);
    await pool.query(`VACUUM ANALYZE ${SCHEMA}.sagas`);
  }, 60_000);

  afterAll(async () => {
    await store.nodes.close();
    await connections.onApplicationShutdown();
    await database.drop();
  });

  async function explain(text: string, values: readonly unknown[]): Promise<PlanNode[]> {
    const { rows } = await pool.query(`EXPLAIN (FORMAT JSON) ${text}`, [...values]);
    const nodesOf = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
    return nodesOf(rows[0]['QUERY PLAN'][0].Plan as PlanNode);
  }

  const list = listSagas(SCHEMA, { saga: 'mine', limit: 50, before: { createdAt: Date.now() + 1_000, id: 'x' } });

  it.each([
    ['claim', claimSagas(SCHEMA).text, () => [node, ['mine'], [1], 100], 'sagas_due'],
    ['take over', takeOverSagas(SCHEMA).text, () => [node, ['mine'], [1], 100, ['dead'], [true], false], 'sagas_owner'],
    ['find the lost', lostOwners(SCHEMA).text, () => [], 'sagas_owner'],
    ['list', list.statement.text, () => list.values, 'sagas_created'],
    ['prune', pruneSagas(SCHEMA).text, () => [60_000, 100], 'sagas_finished'],
    ['look at what is its own', ownedSagas(SCHEMA).text, () => ['nobody'], 'sagas_owner'],
    ['hear of cancels', cancelRequests(SCHEMA).text, () => ['nobody'], 'sagas_owner'],
    ['learn of versions', sagaVersions(SCHEMA).text, () => [['mine']], 'sagas_due'],
    ['resume what was stopped', resumeStopped(SCHEMA).text, () => ['mine', 1, 'f2'], 'sagas_standing'],
    ['forget the dead', forgetNodes(SCHEMA).text, () => [60_000, 100], 'sagas_owner'],
    ['count for a scrape', sagaCensus(SCHEMA).text, () => [2_000], 'sagas_owner'],
  ] as const)('to %s finds its sagas by an index: no scan of the table', async (_what, text, values, index) => {
    const plan = await explain(text, values());
    expect(plan.map((each) => each['Index Name'])).toContain(index);
    const scanned = plan.filter((each) => each['Node Type'] === 'Seq Scan').map((each) => each['Relation Name']);
    expect(scanned).not.toContain('sagas');
  });

  it('a scrape counts what waits and what stands from the indexes alone, and reads rows of what runs or is overdue', async () => {
    const plan = await explain(sagaCensus(SCHEMA).text, [2_000]);
    const counted = plan.filter((each) => each['Node Type'] === 'Index Only Scan').map((each) => each['Index Name']);
    expect(new Set(counted)).toEqual(new Set(['sagas_due', 'sagas_standing']));
    expect(plan.map((each) => each['Node Type'])).not.toContain('Seq Scan');
  });

  it('steps of a running saga are recorded in place: they touch no index', async () => {
    const saga = await runningSaga(store, node, { context: '{"a":1}' });
    const steps = 5;
    const [before, after] = await source.transaction(async (manager) => {
      const earlier = await updatesOf(manager);
      for (let step = 1; step <= steps; step++) {
        const changes = { context: `{"a":${step}}`, progress: `{"next":${step}}`, reason: `After ${step}.`, due: step };
        expect(await store.recordIn(manager, writeOf(saga, changes))).toBeDefined();
      }
      return [earlier, await updatesOf(manager)];
    });
    expect({ all: after.all - before.all, inPlace: after.inPlace - before.inPlace }).toEqual({ all: steps, inPlace: steps });
  });

  it('a page of the list comes as its index is ordered, without a sort', async () => {
    const plan = await explain(list.statement.text, list.values);
    expect(plan.map((each) => each['Node Type'])).not.toContain('Sort');
  });
});

/** Rows of sagas that this session has updated, those of its transactions before that it has not reported yet among them. */
async function updatesOf(manager: EntityManager): Promise<{ all: number; inPlace: number }> {
  const [row] = await manager.query<{ all: number; inplace: number }[]>(
    `SELECT n_tup_upd::int AS all, n_tup_hot_upd::int AS inplace FROM pg_stat_xact_user_tables WHERE schemaname = $1 AND relname = 'sagas'`,
    [SCHEMA],
  );
  return { all: row!.all, inPlace: row!.inplace };
}
