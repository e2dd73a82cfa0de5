import { freshDatabase } from '@ledgerline/local-servers/testing';
import { DataSource } from 'typeorm';
import { CreateSagas } from './migrations/create-sagas.migration.js';
import { claimSagas } from './sql/claim-sagas.js';

const UNKNOWN = 100_000;
const KNOWN = 200;
const BATCH = 50;

/** What must not be read more than a little of: rows that nobody here knows. */
const MOST_ROWS_LOOKED_AT = 4 * BATCH;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Actual Loops'?: number;
  readonly Plans?: readonly PlanNode[];
}

describe('Claims among many sagas of a name that no node knows', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let source: DataSource;

  beforeAll(async () => {
    database = await freshDatabase('postgres');
    source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    await source.query('CREATE SCHEMA plan');
    const runner = source.createQueryRunner();
    await new CreateSagas('plan').up(runner);
    await runner.release();
    await source.query('ALTER TABLE plan.sagas SET (autovacuum_enabled = false)');
    const fill = (name: string, count: number, age: string) =>
      source.query(
        `INSERT INTO plan.sagas (id, run, name, version, fingerprint, status, active, input_hash, context, progress, token, next_at,
          correlation_id, created_at, updated_at)
        SELECT $1 || n, 'r', $1, 1, 'f', 'pending', true, '', '{}', '{}', 1, now() - $2::interval, 'c', now(), now()
        FROM generate_series(1, ${count}) n`,
        [name, age],
      );
    // Those that nobody takes have been due the longest.
    await fill('unknown', UNKNOWN, '1 day');
    await fill('known', KNOWN, '1 minute');
  }, 60_000);
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it.each(['without statistics', 'with statistics'])(
    'take a batch of their own by the index and look at no others, %s',
    async (statistics) => {
      if (statistics === 'with statistics') await source.query('ANALYZE plan.sagas');
      const parameters = ['node', ['known'], [1], BATCH];
      const [{ 'QUERY PLAN': plans }] = (await source.query(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${claimSagas('plan').text}`,
        parameters,
      )) as [{ 'QUERY PLAN': readonly [{ Plan: PlanNode }] }];
      const nodes = [...flat(plans[0].Plan)];
      const looked = nodes.map(
        ({ 'Actual Rows': rows = 0, 'Rows Removed by Filter': removed = 0, 'Actual Loops': loops = 1 }) =>
          (rows + removed) * loops,
      );
      expect(Math.max(...looked)).toBeLessThanOrEqual(MOST_ROWS_LOOKED_AT);
      expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan');
      const [{ taken }] = (await source.query(`SELECT count(*)::int AS taken FROM plan.sagas WHERE owner = 'node'`)) as [
        { taken: number },
      ];
      expect(taken % BATCH).toBe(0);
      expect(taken).toBeGreaterThan(0);
    },
  );
});

function* flat(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const each of node.Plans ?? []) yield* flat(each);
}
