import { eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { Client } from 'pg';
import { AppProcess } from '../../e2e/app-process.js';
import { OrderLoad, sendJson } from './support/http-load.js';

const STARTING = { timeout: 60_000, until: 'the application listens' };
/** The sample application's: ten seconds for running steps, one for what is broken off, and a busy machine. */
const GRACE = 25_000;
const CLIENTS = 16;

const fulfilment = (sku: string) => ({
  customerId: 'anna',
  items: [{ sku, quantity: 1, price: 10 }],
  total: 10,
  address: '1 Main Street',
});

describe('O3 SIGTERM under load', () => {
  let database: FreshDatabase;
  let admin: Client;
  const started: AppProcess[] = [];

  const start = async () => {
    const app = AppProcess.start({ STORAGE_URL: database.url });
    started.push(app);
    await eventually(() => app.url !== undefined, STARTING);
    return { app, url: app.url!.replace('localhost', '127.0.0.1') };
  };
  const column = async (sql: string): Promise<unknown[]> =>
    (await admin.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.map(([value]) => value);

  beforeAll(async () => {
    database = await freshDatabase('postgres');
    admin = new Client({ connectionString: database.url, application_name: 'spec' });
    await admin.connect();
  }, 60_000);
  afterAll(async () => {
    for (const app of started) app.signal('SIGKILL');
    await Promise.all(started.map(({ ended }) => ended));
    await admin.end();
    await database.drop();
  }, 60_000);

  it('readiness goes down first, what was accepted is answered and kept, leases and connections are given back, exit code 0', async () => {
    const { app, url } = await start();
    const load = new OrderLoad(url, CLIENTS);
    await eventually(() => load.created.length > 100, { timeout: 60_000, until: 'the load is on' });
    const slow = load.created
      .slice(0, 5)
      .map((id) =>
        sendJson(`${url}/orders/${id}/fulfill`, { method: 'POST', body: fulfilment('SLOW') }).catch((error: Error) => error),
      );
    await eventually(async () => (await column('SELECT id FROM ledgerline.sagas WHERE owner IS NOT NULL')).length === 5, {
      timeout: 30_000,
      until: 'sagas are in their slow step',
    });

    const signalledAt = performance.now();
    app.signal('SIGTERM');
    const ordersBefore = load.created.length;
    const readiness = await eventually(async () => {
      const answer = await sendJson(`${url}/health/ready`);
      expect(answer.status).toBe(503);
      return answer;
    });
    expect(readiness.body).toMatchObject({
      details: { application: { status: 'down', reason: 'it is shutting down' }, eventStore: { status: 'up' } },
    });
    // Readiness is down, and work is still done: whoever sends requests here has time to notice.
    await eventually(() => load.created.length > ordersBefore + CLIENTS, { until: 'orders are taken while readiness is down' });
    await expect(app.ended).resolves.toEqual({ code: 0, signal: null });
    expect(performance.now() - signalledAt).toBeLessThan(GRACE);
    await load.stop();
    await Promise.all(slow);

    expect(load.refused).toEqual([]);

    // Nobody was left without an answer whose order was taken, and nobody has an answer whose order was not. A connection that the system
    // had accepted and nobody had read from yet may be reset: its request never came in.
    const stored = await column(`SELECT name FROM ledgerline.streams WHERE category = 'order'`);
    expect(new Set(stored)).toEqual(new Set(load.created.map((id) => `order-${id}`)));
    expect(app.output).not.toMatch(/unhandled|ERROR/i);
    expect(await column('SELECT owner FROM ledgerline.sagas WHERE owner IS NOT NULL')).toEqual([]);
    expect(
      await column(`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'spec'`),
    ).toEqual([]);

    await start();
    await eventually(async () => expect(await column('SELECT DISTINCT status FROM ledgerline.sagas')).toEqual(['completed']), {
      timeout: 60_000,
      until: 'the next process has finished the sagas',
    });
  }, 240_000);
});
