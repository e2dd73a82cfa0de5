import { eventually, startOwnPostgres } from '@ledgerline/local-servers/testing';
import { startApp, type RunningApp } from './running-app.js';
import { createOrder, errorBody, fulfilment, ITEMS } from './requests.js';

type OwnPostgres = Awaited<ReturnType<typeof startOwnPostgres>>;

/** The check's own limit of a second, and some patience with a busy machine. */
const HEALTH_LIMIT = 2_500;

describe('With the store away', () => {
  let server: OwnPostgres;
  let storage: string;
  let running: RunningApp;
  let http: RunningApp['http'];

  const isHealthy = async () => (await http.get('/health')).status === 200;

  const expectAway = async () => {
    const startedAt = performance.now();
    const health = await http.get('/health').expect(503);
    expect(performance.now() - startedAt).toBeLessThan(HEALTH_LIMIT);
    const down = { status: 'down', reason: expect.stringMatching(/\S+/) };
    expect(health.body).toMatchObject({ status: 'error', details: { eventStore: down, sagaStore: down } });
    expect(JSON.stringify(health.body)).not.toContain(new URL(storage).password);
    await http.get('/health/ready').expect(503);
    await http.get('/health/live').expect(200);
    const answers = await Promise.all([
      http.post('/orders').send({ customerId: 'anna', items: ITEMS }),
      http.get('/orders'),
      http.get('/orders/1'),
      http.get('/orders/1/history'),
      http.post('/orders/1/ship').send({ trackingNumber: 'T-1' }),
      http.post('/orders/1/cancel').send({ reason: 'why not' }),
      http.post('/orders/1/snapshot'),
      http.post('/orders/1/fulfill').send(fulfilment()),
    ]);
    for (const { status, body } of answers) {
      expect({ status, body }).toMatchObject({ status: 503, body: errorBody(503, 'EVENT_STORE_UNAVAILABLE') });
    }
    expect((await http.get('/metrics').expect(200)).text).toContain('ledgerline_storage_up{store="events"} 0');
    await http.get('/api-json').expect(200);
    expect((await http.post('/orders').send({}).expect(400)).body).toMatchObject(errorBody(400, 'VALIDATION_FAILED'));
  };

  const expectBack = async () => {
    await eventually(isHealthy, { timeout: 20_000, until: 'the store is back' });
    const id = await createOrder(http);
    expect((await http.get('/orders').expect(200)).body.orders.map((order: { id: string }) => order.id)).toContain(id);
    expect((await http.post(`/orders/${id}/fulfill`).send(fulfilment()).expect(200)).body.status).toBe('fulfilled');
    expect((await http.get('/metrics').expect(200)).text).toContain('ledgerline_storage_up{store="events"} 1');
    return id;
  };

  beforeAll(async () => {
    server = await startOwnPostgres();
    storage = await server.ensureDatabase('orders');
    await server.kill();
    running = await startApp({ storage });
    http = running.http;
  }, 60_000);
  afterAll(async () => {
    await running.stop();
    await server.stop();
  });

  it('at the start, the application listens and says so; once the store is there, everything works without a restart', async () => {
    await expectAway();
    await server.restart();
    await expectBack();
  }, 60_000);

  it('in the middle, it says so; once the store is back, everything works, and nothing acknowledged is lost', async () => {
    const id = await createOrder(http);
    await server.kill();
    await eventually(async () => !(await isHealthy()), { until: 'the loss is noticed' });
    await expectAway();
    await server.restart();
    await expectBack();
    expect((await http.get(`/orders/${id}`).expect(200)).body).toMatchObject({ id, status: 'created' });
  }, 60_000);
});
