import { createServer, type AddressInfo } from 'node:net';
import { eventually, freshDatabase } from '@ledgerline/local-servers/testing';
import request from 'supertest';
import { AppProcess } from './app-process.js';
import { createOrder } from './requests.js';

const STARTING = { timeout: 30_000, until: 'the application listens' };
const started: AppProcess[] = [];

function run(env: Readonly<Record<string, string>>): AppProcess {
  const app = AppProcess.start(env);
  started.push(app);
  return app;
}

async function listening(env: Readonly<Record<string, string>>): Promise<AppProcess & { readonly url: string }> {
  const app = run(env);
  const isUp = eventually(() => app.url !== undefined, STARTING);
  await Promise.race([isUp, app.ended.then(() => Promise.reject(new Error(`The application did not start.\n${app.output}`)))]);
  return app as AppProcess & { readonly url: string };
}

afterEach(async () => {
  for (const app of started) app.signal('SIGKILL');
  await Promise.all(started.splice(0).map(({ ended }) => ended));
});

describe('The process of the sample application', () => {
  it('says where everything is, and everything is there', async () => {
    const app = await listening({ STORAGE_URL: 'memory:' });
    const http = request(app.url);
    for (const path of ['/api', '/health', '/metrics']) {
      expect(app.output).toContain(`${app.url}${path}`);
      await http.get(path).expect(200);
    }
    const order = /curl -X POST \S+ .* -d '(.*)'/.exec(app.output)?.[1];
    await http.post('/orders').type('json').send(order).expect(201);
  }, 60_000);

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'shuts down in good order at %s',
    async (signal) => {
      const app = await listening({ STORAGE_URL: 'memory:' });
      app.signal(signal);
      await expect(app.ended).resolves.toEqual({ code: 0, signal: null });
    },
    60_000,
  );

  it('shuts down in good order when the process that started it goes away', async () => {
    const app = await listening({ STORAGE_URL: 'memory:' });
    app.disconnect();
    await expect(app.ended).resolves.toEqual({ code: 0, signal: null });
  }, 60_000);

  it('has its orders after a kill -9 and another start', async () => {
    const database = await freshDatabase('postgres');
    const first = await listening({ STORAGE_URL: database.url });
    const id = await createOrder(request(first.url) as never);
    first.signal('SIGKILL');
    await first.ended;
    const second = await listening({ STORAGE_URL: database.url });
    const { body } = await request(second.url).get(`/orders/${id}`).expect(200);
    expect(body).toMatchObject({ id, status: 'created' });
    second.signal('SIGTERM');
    await second.ended;
    await database.drop();
  }, 90_000);

  it('does not start with settings that cannot be used; it names them, and shows no password', async () => {
    for (const [variable, value] of [
      ['PORT', 'eighty'],
      ['STORAGE_URL', 'redis://user:secret@localhost/0'],
      ['READ_STORAGE_URL', 'postgres://user:secret@localhost'],
      ['SAGA_STORAGE_URL', 'not a URL, secret'],
    ] as const) {
      const app = run({ STORAGE_URL: 'memory:', [variable]: value });
      await expect(app.ended).resolves.toEqual({ code: 1, signal: null });
      expect(app.output).toContain(`The environment variable ${variable} must be`);
      expect(app.output).not.toContain('secret');
      expect(app.output).not.toMatch(/^\s+at /m);
    }
  }, 60_000);

  it('does not start on a port that is taken, and says so', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const app = run({ STORAGE_URL: 'memory:', PORT: String((server.address() as AddressInfo).port) });
    await expect(app.ended).resolves.toEqual({ code: 1, signal: null });
    expect(app.output).toContain('The port is in use by another process');
    await new Promise((resolve) => server.close(resolve));
  }, 60_000);
});
