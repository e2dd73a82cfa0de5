import type { NestExpressApplication } from '@nestjs/platform-express';
import { startMariaDb } from '@ledgerline/local-servers';
import { availableDatabases, eventually, startOwnPostgres, type DatabaseKind } from '@ledgerline/local-servers/testing';
import { createApp } from '../../../apps/order-fulfilment/src/create-app.js';
import { CapturingLogger } from './support/capturing-logger.js';
import { sendJson } from './support/http-load.js';

const ORDER = { customerId: 'anna', items: [{ sku: 'BOOK', quantity: 1, price: 10 }], address: '1 Main Street' };
const FULFILMENT = { ...ORDER, total: 10 };

describe.each(availableDatabases())('O1 start while %s is away', (kind: DatabaseKind) => {
  let server: Awaited<ReturnType<typeof startOwnPostgres>> | Awaited<ReturnType<typeof startMariaDb>>;
  let app: NestExpressApplication;
  let url: string;
  const logger = new CapturingLogger();

  beforeAll(async () => {
    server = kind === 'postgres' ? await startOwnPostgres() : await startMariaDb({ inMemory: true });
    const storage = await server.ensureDatabase('orders');
    await server.kill();
    app = await createApp({ logger, storage });
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
  }, 120_000);
  afterAll(async () => {
    await app.close();
    await server.stop();
  }, 60_000);

  it('the application listens, says which store is away, and answers what needs none', async () => {
    expect(logger.text).toMatch(/warn The event store is not available: .*127\.0\.0\.1.* The application starts without it\./);
    expect((await sendJson(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/api-json`)).status).toBe(200);
    const health = await sendJson(`${url}/health`);
    expect(health).toMatchObject({
      status: 503,
      body: { details: { eventStore: { status: 'down' }, sagaStore: { status: 'down' } } },
    });
    const refused = await sendJson(`${url}/orders`, { method: 'POST', body: ORDER });
    expect(refused).toMatchObject({ status: 503, body: { statusCode: 503, code: expect.stringMatching(/UNAVAILABLE$/) } });
  }, 60_000);

  it('once it is there, everything works without a restart, tables included', async () => {
    await server.restart();
    await eventually(async () => expect((await sendJson(`${url}/health`)).status).toBe(200), {
      timeout: 60_000,
      until: 'health is back',
    });
    const created = await sendJson(`${url}/orders`, { method: 'POST', body: ORDER });
    expect(created.status).toBe(201);
    const id = created.body['orderId'] as string;
    const fulfilled = await sendJson(`${url}/orders/${id}/fulfill`, { method: 'POST', body: FULFILMENT });
    expect(fulfilled).toMatchObject({ status: 200, body: { status: 'fulfilled' } });
    await eventually(
      async () => {
        const { body } = await sendJson(`${url}/orders?customerId=anna`);
        expect((body['orders'] as { id: string }[]).map((order) => order.id)).toContain(id);
      },
      { timeout: 30_000, until: 'the projection has come along' },
    );
    expect(logger.text).toContain('The event store is available now.');
    expect(logger.text).not.toMatch(/^(error|fatal) /m);
  }, 120_000);
});
