import { Agent } from 'node:http';
import { join } from 'node:path';
import { eventually, startOwnPostgres } from '@ledgerline/local-servers/testing';
import { Client } from 'pg';
import { AppProcess } from '../../e2e/app-process.js';
import { Program } from '../../servers/program.js';
import { TYPESCRIPT } from '../typescript-program.js';
import { sendJson } from './support/http-load.js';
import { signalFamily } from './support/process-family.js';

const MEGABYTE = 1_048_576;
/** What the writer takes at most: appends, and characters of payload. */
const MOST_APPENDS = 20_000;
const MOST_PAYLOAD = 128;
const FLOOD = 50_000;
/** Characters of an event: by payload the writer would take more of them than by number. */
const SIZE = 5_000;

/** Megabytes of the whole process: libraries, what waits, and what the collector has not got to yet. */
const MOST_MEMORY = 1_500;

describe('O4 overload', () => {
  let server: Awaited<ReturnType<typeof startOwnPostgres>>;

  beforeAll(async () => {
    server = await startOwnPostgres();
  }, 120_000);
  afterAll(async () => {
    await Program.killAll();
    await server.stop();
  }, 60_000);

  it('of a store whose table is locked: so many wait, the others are refused at once, and memory is bounded', async () => {
    const url = await server.ensureDatabase('locked');
    const env = { NODE_OPTIONS: `${TYPESCRIPT.env.NODE_OPTIONS} --expose-gc` };
    const least = FLOOD - MOST_APPENDS - 1_000;
    const program = Program.run(join(__dirname, 'programs', 'flood.ts'), [url, FLOOD, SIZE, least].map(String), { env });
    await program.says(/^ready$/m);
    const admin = new Client({ connectionString: url });
    admin.on('error', () => undefined);
    await admin.connect();
    await admin.query('BEGIN');
    await admin.query('LOCK TABLE ledgerline.streams IN ACCESS EXCLUSIVE MODE');
    program.signal('SIGUSR2');
    const [, , heap, memory, code, status, message] = await program.says(/^flooded (\d+) (-?\d+) (\d+) (\S+) (\d+) (.*)$/m);
    expect(Number(heap)).toBeLessThan(3 * MOST_PAYLOAD);
    expect(Number(memory)).toBeLessThan(MOST_MEMORY);
    expect([code, status]).toEqual(['EVENT_STORE_OVERLOADED', '503']);
    expect(message).toMatch(/appends wait to be written, which is the limit/);

    await admin.query('ROLLBACK');
    const [, accepted, refused, version] = (await program.says(/^ended (\d+) (\d+) (\d+)$/m)).map(Number);
    expect([accepted! + refused!, version]).toEqual([FLOOD, 1]);
    expect(accepted).toBeGreaterThanOrEqual(MOST_APPENDS);
    const { rows } = await admin.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ledgerline.streams WHERE name LIKE 'flood-%' AND name <> 'flood-again'`,
    );
    expect(rows[0]!.count).toBe(accepted);
    await admin.end();
    expect(await program.exit()).toBe(0);
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
