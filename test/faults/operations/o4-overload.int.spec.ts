import { Agent } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { eventually, startOwnPostgres } from '@ledgerline/local-servers/testing';
import { Client } from 'pg';
import { AppProcess } from '../../e2e/app-process.js';
import { Part } from '../event-store/programs/fault-events.js';
import { openStore } from '../event-store/programs/open-store.js';
import { sendJson } from './support/http-load.js';
import { signalFamily } from './support/process-family.js';

const MEGABYTE = 1_048_576;
/** What the writer takes at most: appends, and characters of payload. */
const MOST_APPENDS = 20_000;
const MOST_PAYLOAD = 128;
const FLOOD = 50_000;
/** Characters of an event: by payload the writer would take more of them than by number. */
const SIZE = 5_000;

/** Megabytes of this whole process: specs, libraries, what waits, and what the collector has not got to yet. */
const MOST_MEMORY = 1_500;

/** Bytes that are reachable. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('O4 overload', () => {
  let server: Awaited<ReturnType<typeof startOwnPostgres>>;

  beforeAll(async () => {
    server = await startOwnPostgres();
  }, 120_000);
  afterAll(() => server.stop(), 60_000);

  it('of a store whose table is locked: so many wait, the others are refused at once, and memory is bounded', async () => {
    const url = await server.ensureDatabase('locked');
    const node = await openStore(url);
    await node.store.append('warm-up', new Part('warm-up', 0, 1));
    const admin = new Client({ connectionString: url });
    admin.on('error', () => undefined);
    await admin.connect();
    await admin.query('BEGIN');
    await admin.query('LOCK TABLE ledgerline.streams IN ACCESS EXCLUSIVE MODE');
    const before = heapInUse();
    const text = 'x'.repeat(SIZE);
    let accepted = 0;
    let refused = 0;
    let refusal: unknown;
    const appends: Promise<void>[] = [];
    for (let index = 0; index < FLOOD; index++) {
      const append = node.store.append(`flood-${index}`, new Part(`${index} ${text}`, index, 1));
      appends.push(
        append.then(
          () => void (accepted += 1),
          (error: unknown) => {
            refused += 1;
            refusal ??= error;
          },
        ),
      );
      if (index % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(() => refused >= FLOOD - MOST_APPENDS - 1_000, { timeout: 30_000, until: 'what is too much is refused' });
    // What waits is there as an event and as its text; what was refused has left nothing behind.
    expect((heapInUse() - before) / MEGABYTE).toBeLessThan(3 * MOST_PAYLOAD);
    expect(process.memoryUsage().rss / MEGABYTE).toBeLessThan(MOST_MEMORY);
    expect(refusal).toMatchObject({ code: 'EVENT_STORE_OVERLOADED', status: 503 });
    expect((refusal as Error).message).toMatch(/appends wait to be written, which is the limit/);

    await admin.query('ROLLBACK');
    await Promise.all(appends);
    expect(accepted + refused).toBe(FLOOD);
    expect(accepted).toBeGreaterThanOrEqual(MOST_APPENDS);
    const { rows } = await admin.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ledgerline.streams WHERE name LIKE 'flood-%'`,
    );
    expect(rows[0]!.count).toBe(accepted);
    await expect(node.store.append('flood-again', new Part('again', 1, 1))).resolves.toMatchObject({ version: 1 });
    await admin.end();
    await node.close();
  }, 180_000);

  it('of an application whose database stands still: every request is answered, in time, and memory is bounded', async () => {
    const app = AppProcess.start({ STORAGE_URL: await server.ensureDatabase('still') });
    const agent = new Agent({ keepAlive: true, maxSockets: 400 });
    try {
      await eventually(() => app.url !== undefined, { timeout: 60_000, until: 'the application listens' });
      const url = app.url!.replace('localhost', '127.0.0.1');
      const order = { customerId: 'anna', items: [{ sku: 'BOOK', quantity: 1, price: 10 }], address: 'x'.repeat(150) };
      const create = () => sendJson(`${url}/orders`, { method: 'POST', body: order, agent });
      expect((await create()).status).toBe(201);
      const memory = async () => {
        const text = await (await fetch(`${url}/metrics`)).text();
        return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)![1]) / MEGABYTE;
      };
      const before = await memory();
      signalFamily(server.pid, 'SIGSTOP');
      const answers = await Promise.all(Array.from({ length: 1_000 }, create));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
      expect((await memory()) - before).toBeLessThan(300);
      expect((await sendJson(`${url}/health/live`)).status).toBe(200);
      signalFamily(server.pid, 'SIGCONT');
      await eventually(async () => expect((await create()).status).toBe(201), {
        timeout: 60_000,
        until: 'orders are taken again',
      });
    } finally {
      signalFamily(server.pid, 'SIGCONT');
      agent.destroy();
      app.signal('SIGKILL');
      await app.ended;
    }
  }, 240_000);
});
