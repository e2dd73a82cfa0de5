import { freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { resolveStorage, StorageConnections } from '@ledgerline/storage';
import type { DataSource } from 'typeorm';
import { createEventBackend } from '../event-backend-holder.js';
import { scanWindow } from '../../browsing/scan-window.js';
import { browseLog } from './sql/browsing/browse-log.js';
import { browseStream } from './sql/browsing/browse-stream.js';
import { browseStreams } from './sql/browsing/browse-streams.js';
import { findEvent } from './sql/browsing/find-event.js';
import { placeAt } from './sql/browsing/place-at.js';
import { recordedSince } from './sql/browsing/recorded-since.js';
import { loadStream } from './sql/load-stream.js';
import { readLog } from './sql/read-log.js';
import { readStream } from './sql/read-stream.js';
import { versionAt } from './sql/version-at.js';
import type { Statement } from './statement.js';

const EVENTS = 1_000_000;
const STREAMS = 10_000;
const SCHEMA = 'plans';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly Plans?: PlanNode[];
}

describe(`query plans on a log of ${EVENTS} events`, () => {
  let database: FreshDatabase;
  let dataSource: DataSource;
  const connections = new StorageConnections();

  beforeAll(async () => {
    database = await freshDatabase('postgres');
    const storage = resolveStorage({ url: database.url, schema: SCHEMA });
    const backend = createEventBackend(storage, connections);
    await backend.start();
    dataSource = await connections.connection(storage).ready();
    await dataSource.query(
      `INSERT INTO ${SCHEMA}.streams (name, category, version) SELECT 'order-' || n, 'order', ${EVENTS / STREAMS} FROM generate_series(1, ${STREAMS}) n`,
    );
    await dataSource.query(
      `INSERT INTO ${SCHEMA}.events (position, stream_key, version, id, type, schema_version, recorded_at, data)
        SELECT nextval('${SCHEMA}.positions'), 1 + n % ${STREAMS}, 1 + n / ${STREAMS}, gen_random_uuid(), CASE WHEN n % 1000 = 0 THEN 'Rare' ELSE 'Common' END,
          1, now() - (${EVENTS} - n) * interval '1 second', '{"n":1}'
        FROM generate_series(0, ${EVENTS} - 1) n`,
    );
    await dataSource.query(`ANALYZE ${SCHEMA}.streams`);
    await dataSource.query(`ANALYZE ${SCHEMA}.events`);
  }, 120_000);
  afterAll(async () => {
    await connections.onApplicationShutdown();
    await database.drop();
  }, 60_000);

  /** Every node of the plan that was run. */
  const plan = async ({ text }: Statement, parameters: unknown[]): Promise<PlanNode[]> => {
    const [row] = await dataSource.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
      parameters,
    );
    const flat = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flat)];
    return flat(row!['QUERY PLAN'][0]!.Plan);
  };
  const expectIndexed = (nodes: PlanNode[], most: number) => {
    const scans = nodes.filter((node) => node['Relation Name'] === 'events');
    expect(scans.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    for (const scan of scans) expect((scan['Actual Rows'] ?? 0) * (scan['Actual Loops'] ?? 1)).toBeLessThanOrEqual(most);
  };

  it('a page of a stream reads the rows that it returns', async () => {
    expectIndexed(await plan(readStream(SCHEMA, 'forwards'), ['order-77', 1, 1_000_000, null, 50]), 50);
    expectIndexed(await plan(readStream(SCHEMA, 'backwards'), ['order-77', 1, 1_000_000, null, 50]), 50);
  });

  it.each([true, false])('a load (all columns: %p) reads the rows that it returns', async (isFull) => {
    expectIndexed(await plan(loadStream(SCHEMA, isFull), ['order-77', 1, 1_000_000, 20, 50]), 50);
  });

  it('a page of the log reads the rows that it returns', async () => {
    for (const direction of ['forwards', 'backwards'] as const) {
      expectIndexed(await plan(readLog(SCHEMA, { direction }), [500_000, 1_000_000, 200]), 200);
    }
  });

  it('a filtered page of the log reads no more than its window', async () => {
    expectIndexed(
      await plan(readLog(SCHEMA, { direction: 'forwards', types: ['Rare'] }), [500_001, 520_000, 200, null, ['Rare']]),
      20_000,
    );
    expectIndexed(
      await plan(readLog(SCHEMA, { direction: 'forwards', category: 'order' }), [500_001, 520_000, 200, 'order', null]),
      20_000,
    );
  });

  it('the version at a time reads one stream', async () => {
    expectIndexed(await plan(versionAt(SCHEMA), ['order-77', Date.now() - 500_000_000]), EVENTS / STREAMS);
  });

  it('people who look around read bounded ranges by index', async () => {
    const over = { partition: 0, after: 520_001, upTo: EVENTS, direction: 'backwards', limit: 100 } as const;
    for (const filter of [{}, { category: 'order' }, { types: ['Rare'] }, { metadataHolds: 'x' }, { dataHolds: '"n"' }]) {
      const query = { ...over, ...filter };
      const { statement, values } = browseLog(SCHEMA, query, scanWindow(query));
      expectIndexed(await plan(statement, [...values]), Object.keys(filter).length === 0 ? 100 : 20_000);
    }
    expectIndexed(await plan(browseStream(SCHEMA, 'backwards'), ['order-77', 1, 1_000_000, 50]), 50);
    expectIndexed(await plan(findEvent(SCHEMA), ['00000000-0000-7000-8000-000000000000']), 1);
    expectIndexed(await plan(placeAt(SCHEMA), [EVENTS / 2]), 1);
    expectIndexed(await plan(recordedSince(SCHEMA), [0, 1000]), 1000);
  });

  it.each([
    { order: 'name', prefix: 'order-77', limit: 20 },
    { order: 'name', category: 'order', after: 'order-5', limit: 20 },
    { order: 'newest', limit: 20 },
  ] as const)('a page of streams %p reads the rows that it returns', async (query) => {
    const { statement, values } = browseStreams(SCHEMA, query);
    const scans = (await plan(statement, [...values])).filter((node) => node['Relation Name'] === 'streams');
    expect(scans.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    for (const scan of scans) expect(scan['Actual Rows']).toBeLessThanOrEqual(120);
  });

  it('an append finds streams and ids by index, also before the first ANALYZE', async () => {
    const backend = createEventBackend(resolveStorage({ url: database.url, schema: 'fresh_plans' }), connections);
    await backend.start();
    await dataSource.query(
      "INSERT INTO fresh_plans.streams (name, category, version) SELECT 'order-' || n, 'order', 1 FROM generate_series(1, 50000) n",
    );
    const before = await scans('fresh_plans');
    const id = '00000000-0000-4000-8000-000000000001';
    for (const mayRepeat of [false, true]) {
      const events = [{ id, type: 'T', schemaVersion: 1, data: '{}', metadata: null }];
      await backend.append([{ stream: 'order-9', category: 'order', expected: -1, events, mayRepeat }]);
    }
    expect(await scans('fresh_plans')).toBe(before);
  });

  /** How often a table of the schema was read from end to end. */
  const scans = async (schema: string) => {
    await dataSource.query('SELECT pg_stat_force_next_flush()');
    const [row] = await dataSource.query<{ scans: string }[]>(
      `SELECT sum(seq_scan) AS scans FROM pg_stat_user_tables WHERE schemaname = $1 AND relname IN ('streams', 'events')`,
      [schema],
    );
    return Number(row!.scans);
  };
});
