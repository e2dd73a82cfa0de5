import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { EventStore } from '@ledgerline/event-sourcing';
import { freePort, startMariaDb } from '@ledgerline/local-servers';
import { eventually, FaultProxy, isAvailable, startOwnPostgres, type DatabaseKind } from '@ledgerline/local-servers/testing';
import { SagaRunner } from '@ledgerline/saga';
import { resolveStorage } from '@ledgerline/storage';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { createApp } from '../../../apps/order-fulfilment/src/create-app.js';
import { readSettings } from '../../../apps/order-fulfilment/src/settings/read-settings.js';
import { CapturingLogger, everythingOf } from './support/capturing-logger.js';
import { sendJson } from './support/http-load.js';

/** No part of it may be seen anywhere, in whatever way it is escaped. */
const PASSWORD = 'Kennwort!?%Geheim';
const SECRET = /kennwort|geheim/i;
const USER = 'ledger';
const ORDER = { customerId: 'anna', items: [{ sku: 'BOOK', quantity: 1, price: 10 }] };
const FULFILMENT = { ...ORDER, total: 10, address: '1 Main Street' };

/** Everything that the application shows of itself while it is used. */
async function everythingShown(app: NestExpressApplication, logger: CapturingLogger): Promise<string> {
  const { port } = app.getHttpServer().address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  const pages = [
    '/health',
    '/health/ready',
    '/metrics',
    '/api',
    '/api-json',
    '/events',
    '/sagas',
    '/orders',
    '/orders/1',
    '/orders/1/history',
  ];
  const answers = await Promise.all([
    ...pages.map(async (path) => (await fetch(url + path)).text()),
    ...[
      ['/orders', ORDER],
      ['/orders/1/ship', { trackingNumber: 'T' }],
      ['/orders/1/fulfill', FULFILMENT],
      ['/orders', {}],
    ].map(async ([path, body]) =>
      JSON.stringify((await sendJson(`${url}${path as string}`, { method: 'POST', body: body as object })).body),
    ),
  ]);
  const errors = await Promise.all(
    [
      () => app.get(EventStore, { strict: false }).truncateStream('order-1', 1),
      () => app.get(EventStore, { strict: false }).ping(),
      () => app.get(SagaRunner, { strict: false }).get('1'),
      () => app.get(SagaRunner, { strict: false }).ping(),
    ].map((call) => call().then(() => '', everythingOf)),
  );
  return [...answers, ...errors, logger.text].join('\n');
}

describe.each((['postgres', 'mysql'] as const).filter(isAvailable))('O5 the password of %s', (kind: DatabaseKind) => {
  let server: Awaited<ReturnType<typeof startOwnPostgres>> | Awaited<ReturnType<typeof startMariaDb>>;
  let good: string;
  const url = (changes: { password?: string; port?: number; database?: string; search?: string } = {}) => {
    const made = new URL(good);
    made.password = encodeURIComponent(changes.password ?? PASSWORD);
    if (changes.port) made.port = String(changes.port);
    if (changes.database) made.pathname = `/${changes.database}`;
    made.search = changes.search ?? '';
    return made.href;
  };

  beforeAll(async () => {
    server = kind === 'postgres' ? await startOwnPostgres() : await startMariaDb({ inMemory: true });
    const admin = await server.ensureDatabase('orders');
    const dataSource = await new DataSource({ type: kind === 'postgres' ? 'postgres' : 'mysql', url: admin }).initialize();
    if (kind === 'postgres') await dataSource.query(`CREATE ROLE ${USER} SUPERUSER LOGIN PASSWORD '${PASSWORD}'`);
    else {
      await dataSource.query(`CREATE USER ${USER} IDENTIFIED BY '${PASSWORD}'`);
      await dataSource.query(`GRANT ALL ON *.* TO ${USER}`);
    }
    await dataSource.destroy();
    const made = new URL(admin);
    [made.username, made.password, made.pathname] = [USER, encodeURIComponent(PASSWORD), '/orders'];
    good = made.href;
  }, 120_000);
  afterAll(() => server.stop(), 60_000);
  afterEach(() => Logger.overrideLogger(['fatal']));

  const runOn = async (storage: string, during: (app: NestExpressApplication, logger: CapturingLogger) => Promise<void>) => {
    const logger = new CapturingLogger();
    // The saga engine's own database kinds differ; the event store and the read side are what both have.
    const app = await createApp({ logger, storage, sagaStorage: kind === 'postgres' ? storage : 'memory:' });
    try {
      await app.listen(0, '127.0.0.1');
      await during(app, logger);
    } finally {
      await app.close();
    }
    expect(logger.text).not.toMatch(SECRET);
  };

  it.each([
    ['is wrong', async () => url({ password: `Wrong${PASSWORD}` })],
    ['is for a server that is not there', async () => url({ port: await freePort() })],
    ['is for a database that is not there', async () => url({ database: 'nowhere' })],
  ] as const)(
    'is shown nowhere when it %s',
    async (_when, storage) => {
      await runOn(await storage(), async (app, logger) => {
        const shown = await everythingShown(app, logger);
        expect(shown).toContain(USER);
        expect(shown).not.toMatch(SECRET);
      });
    },
    120_000,
  );

  it('is shown nowhere when the database is lost in the middle', async () => {
    const proxy = await FaultProxy.start(good);
    await runOn(url({ port: proxy.port }), async (app, logger) => {
      expect(await everythingShown(app, logger)).not.toMatch(SECRET);
      await proxy.refuse();
      await eventually(() => expect(logger.text).toContain('was lost'), { timeout: 30_000 });
      expect(await everythingShown(app, logger)).not.toMatch(SECRET);
      await proxy.accept();
      await eventually(() => expect(logger.text).toContain('is back'), { timeout: 30_000 });
    });
    await proxy.stop();
  }, 120_000);

  it.each([
    (given: string) => given.replace(/^\w+:/, 'redis:'),
    (given: string) => given.replace('/orders', ''),
    (given: string) => given.replace(/:(\d+)\//, ':port/'),
    (given: string) =>
      `${given}?password=${encodeURIComponent(PASSWORD)}&sslpassword=${encodeURIComponent(PASSWORD)}`.replace('/orders', '/'),
    () => PASSWORD,
    (given: string) => given.replace(encodeURIComponent(PASSWORD), PASSWORD),
  ])('is not shown by the refusal of a URL that cannot be used, %#', (spoil) => {
    const refused = (call: () => unknown) => {
      try {
        call();
      } catch (error) {
        return everythingOf(error);
      }
      throw new Error('It was not refused.');
    };
    const spoiled = spoil(good);
    expect(refused(() => resolveStorage(spoiled))).not.toMatch(SECRET);
    expect(refused(() => readSettings({ STORAGE_URL: spoiled }))).not.toMatch(SECRET);
  });
});

describe('O5 what callers give', () => {
  const MARK = `zq'; DROP TABLE x; /*"zq`;
  const log: string[] = [];
  let server: Awaited<ReturnType<typeof startOwnPostgres>>;
  let app: NestExpressApplication;

  beforeAll(async () => {
    server = await startOwnPostgres({ settings: { log_statement: 'all' }, onLog: (line) => log.push(line) });
    app = await createApp({ logger: false, storage: await server.ensureDatabase('orders') });
    await app.listen(0, '127.0.0.1');
  }, 120_000);
  afterAll(async () => {
    await app.close();
    await server.stop();
  }, 60_000);

  it('reaches the database as parameters alone, never as a part of a statement', async () => {
    const { port } = app.getHttpServer().address() as { port: number };
    const url = `http://127.0.0.1:${port}`;
    const store = app.get(EventStore, { strict: false });
    const sagas = app.get(SagaRunner, { strict: false });
    const quietly = (call: Promise<unknown>) => call.catch(() => undefined);
    const order = { ...ORDER, customerId: MARK, address: MARK };
    const { body } = await sendJson(`${url}/orders`, { method: 'POST', body: order });
    const id = body['orderId'] as string;
    const path = encodeURIComponent(MARK);
    await Promise.all([
      sendJson(`${url}/orders/${id}/ship`, { method: 'POST', body: { trackingNumber: MARK } }),
      sendJson(`${url}/orders/${path}`),
      sendJson(`${url}/orders/${path}/history`),
      sendJson(`${url}/orders?customerId=${path}&status=${path}&cursor=${path}&limit=3`),
      sendJson(`${url}/orders/${id}/fulfill`, { method: 'POST', body: { ...FULFILMENT, customerId: MARK, address: MARK } }),
      quietly(sagas.get(MARK)),
      quietly(sagas.history(MARK)),
      quietly(sagas.list({ text: MARK, saga: MARK })),
      quietly(sagas.signal(MARK, MARK, { [MARK]: MARK })),
      quietly(sagas.cancel(MARK, MARK)),
      quietly(sagas.retry(MARK)),
      quietly(store.truncateStream(`${MARK}-1`, 1)),
      quietly(store.archiveStream(`${MARK}-1`)),
      (async () => {
        for await (const _ of store.readStream(`${MARK}-1`)) break;
        for await (const _ of store.readAll({ category: MARK, limit: 1 })) break;
      })(),
    ]);
    const subscription = store.subscribe({ name: `sub ${MARK}`.slice(0, 40), from: 'start', category: MARK }, async () => {});
    const admin = new Client({ connectionString: server.urlOf('orders') });
    await admin.connect();
    await eventually(() => log.some((line) => /parameters: .*sub zq/i.test(line)), { timeout: 30_000 });
    await subscription.stop();
    const { rows } = await admin.query<{ data: { customerId: string } }>(
      `SELECT data FROM ledgerline.events WHERE type = 'OrderCreated'`,
    );
    expect(rows[0]!.data.customerId).toBe(MARK);
    await admin.end();

    const withMark = log.filter((line) => line.includes('DROP TABLE x'));
    expect(withMark.length).toBeGreaterThan(5);
    expect(withMark.filter((line) => !/DETAIL: {2}[Pp]arameters: /.test(line))).toEqual([]);
  }, 120_000);
});
