import { ProjectionRunner } from '@ledgerline/cqrs';
import { eventually, freshDatabase, startOwnPostgres, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { DataSource } from 'typeorm';
import { startApp, type RunningApp } from './running-app.js';
import { createOrder, errorBody } from './requests.js';

interface Page {
  readonly orders: readonly { readonly id: string }[];
}

const idsOf = ({ orders }: Page) => orders.map(({ id }) => id);

describe('With a read database of its own', () => {
  let databases: FreshDatabase[];
  let running: RunningApp;

  const list = async () => (await running.http.get('/orders').expect(200)).body as Page;

  beforeAll(async () => {
    databases = [await freshDatabase('postgres'), await freshDatabase('postgres')];
    running = await startApp({ storage: databases[0]!.url, readStorage: databases[1]!.url });
  }, 60_000);
  afterAll(async () => {
    await running.stop();
    for (const database of databases) await database.drop();
  });

  it('the list of orders is kept there, and has an order as soon as it is acknowledged', async () => {
    const created: string[] = [];
    for (let number = 0; number < 5; number++) {
      created.unshift(await createOrder(running.http));
      expect(idsOf(await list()).sort()).toEqual([...created].sort());
    }
    const [events, reads] = await Promise.all(
      databases.map(async ({ url }) => {
        const dataSource = new DataSource({ type: 'postgres', url });
        await dataSource.initialize();
        const rows: { name: string }[] = await dataSource.query(
          `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables WHERE table_schema IN ('public', 'ledgerline')`,
        );
        await dataSource.destroy();
        return rows.map(({ name }) => name);
      }),
    );
    expect(events).not.toContain('public.order_summaries');
    expect(reads).toEqual(expect.arrayContaining(['public.order_summaries', 'ledgerline.projections']));
    expect(reads).not.toContain('ledgerline.events');
  });

  it('whoever asks while the projection is paused is told so, and gets the list when it goes on', async () => {
    const runner = running.app.get(ProjectionRunner);
    await runner.pause('order-summary');
    const id = await createOrder(running.http);
    const { body } = await running.http.get('/orders').expect(504);
    expect(body).toMatchObject(errorBody(504, 'PROJECTION_WAIT_TIMEOUT'));
    expect((body as { message: string }).message).toContain('is paused');
    await runner.resume('order-summary');
    expect(idsOf(await list())).toContain(id);
  }, 60_000);
});

describe('With the read database away', () => {
  let database: FreshDatabase;
  let server: Awaited<ReturnType<typeof startOwnPostgres>>;
  let running: RunningApp;

  beforeAll(async () => {
    database = await freshDatabase('postgres');
    server = await startOwnPostgres();
    const readStorage = await server.ensureDatabase('reads');
    await server.kill();
    running = await startApp({ storage: database.url, readStorage });
  }, 60_000);
  afterAll(async () => {
    await running.stop();
    await server.stop();
    await database.drop();
  });

  const isListed = async (id: string) => {
    const { status, body } = await running.http.get('/orders');
    return status === 200 && idsOf(body as Page).includes(id);
  };

  it('orders are taken and shown by themselves; the list is there when its database is, without a restart', async () => {
    for (const isFirst of [true, false]) {
      if (!isFirst) await server.kill();
      const id = await createOrder(running.http);
      await running.http.get(`/orders/${id}`).expect(200);
      const { status } = await running.http.get('/orders');
      expect([503, 504]).toContain(status);
      await server.restart();
      await eventually(() => isListed(id), { timeout: 30_000, until: 'the order is in the list' });
    }
  }, 120_000);
});
