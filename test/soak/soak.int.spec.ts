import { setTimeout as pause } from 'node:timers/promises';
import { eventually, startOwnPostgres } from '@ledgerline/local-servers/testing';
import { Client } from 'pg';
import { AppProcess } from '../e2e/app-process.js';
import { sendJson } from '../faults/operations/support/http-load.js';
import { MemoryCurve } from './memory-curve.js';
import { OrderClients } from './order-clients.js';

/** Seconds of load: a short form with every other test, ten minutes by `npm run soak`. */
const SECONDS = Number(process.env['SOAK_SECONDS'] ?? 24);
const IS_LONG = SECONDS >= 300;
const CLIENTS = 8;
/** Megabytes of the heap a minute; the simulated services of the sample application remember each effect, which is a part of one. */
const MOST_GROWTH = 2;
const MOST_MEMORY = 450;

/** What came of it; printed, since it is what the run is for. */
interface SoakReport {
  readonly seconds: number;
  readonly requests: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly acknowledgedEvents: number;
  readonly lostEvents: number;
  readonly sagas: Readonly<Record<string, number>>;
  readonly stuckSagas: number;
  readonly restarts: readonly string[];
  readonly highestMemory: number;
  readonly growthPerMinute: number;
  readonly memory: string;
}

describe('A steady load while the database is restarted twice', () => {
  let server: Awaited<ReturnType<typeof startOwnPostgres>>;
  let storage: string;
  let app: AppProcess;

  beforeAll(async () => {
    server = await startOwnPostgres();
    storage = await server.ensureDatabase('soak');
    app = AppProcess.start({ STORAGE_URL: storage });
    await eventually(() => app.url !== undefined, { timeout: 60_000, until: 'the application listens' });
  }, 120_000);
  afterAll(async () => {
    app.signal('SIGKILL');
    await app.ended;
    await server.stop();
  }, 60_000);

  const rows = async <Row extends object>(sql: string): Promise<Row[]> => {
    const client = new Client({ connectionString: storage });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  const sagas = async () => {
    const counted = await rows<{ status: string; count: number }>(
      'SELECT status, count(*)::int AS count FROM ledgerline.sagas GROUP BY status',
    );
    return Object.fromEntries(counted.map(({ status, count }) => [status, count]));
  };
  const isHealthy = async (url: string) => (await sendJson(`${url}/health`)).status === 200;

  it(
    `${SECONDS} s: no acknowledged event is lost, no saga is stuck, memory is flat, and the application needs no help`,
    async () => {
      const url = app.url!.replace('localhost', '127.0.0.1');
      const clients = new OrderClients(url, CLIENTS);
      const memory = new MemoryCurve();
      const restarts: string[] = [];
      const watched = (async () => {
        for (let second = 0; second < SECONDS; second++) {
          const { text } = await fetchText(`${url}/metrics`);
          memory.add(text);
          await pause(1_000);
        }
      })();
      for (const how of ['kill', 'fast'] as const) {
        await pause((SECONDS / 3) * 1_000);
        const lostAt = performance.now();
        await server.restart(how);
        await eventually(() => isHealthy(url), { timeout: 60_000, until: 'the application is healthy again' });
        restarts.push(`${how}: healthy again after ${Math.round(performance.now() - lostAt)} ms`);
      }
      await watched;
      await clients.stop();

      await eventually(async () => expect(Object.keys(await sagas())).toEqual(['completed']), {
        timeout: 90_000,
        interval: 500,
        until: 'every saga has ended',
      }).catch(() => undefined);
      const stored = await rows<{ name: string; version: string }>('SELECT name, version FROM ledgerline.streams');
      const versions = new Map(stored.map(({ name, version }) => [name, Number(version)]));
      const bySaga = await sagas();
      const lost = clients.orders.map(({ id, acknowledged }) => Math.max(0, acknowledged - (versions.get(`order-${id}`) ?? 0)));
      const report: SoakReport = {
        seconds: SECONDS,
        requests: clients.requests,
        statuses: Object.fromEntries(clients.statuses),
        acknowledgedEvents: clients.orders.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
        lostEvents: lost.reduce((sum, each) => sum + each, 0),
        sagas: bySaga,
        stuckSagas: Object.entries(bySaga).reduce((sum, [status, count]) => sum + (status === 'completed' ? 0 : count), 0),
        restarts,
        highestMemory: Math.round(memory.highest),
        growthPerMinute: Math.round(memory.growthPerMinute(0.4) * 10) / 10,
        memory: memory.toString(),
      };
      process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);

      expect(report).toMatchObject({ lostEvents: 0, stuckSagas: 0 });
      expect(report.acknowledgedEvents).toBeGreaterThan(SECONDS * 3);
      expect(clients.orders.filter(({ isFulfilled }) => isFulfilled).length).toBeLessThanOrEqual(bySaga['completed'] ?? 0);
      expect(clients.unexpected).toEqual([]);
      expect(clients.statuses.get(0) ?? 0).toBe(0);
      expect(report.highestMemory).toBeLessThan(MOST_MEMORY);
      if (IS_LONG) expect(report.growthPerMinute).toBeLessThan(MOST_GROWTH);
      expect(app.output).not.toContain('unhandled');
    },
    (SECONDS + 300) * 1_000,
  );
});

async function fetchText(url: string): Promise<{ text: string }> {
  const response = await fetch(url);
  return { text: await response.text() };
}
