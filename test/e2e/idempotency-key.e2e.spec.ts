import { randomUUID } from 'node:crypto';
import { createOrder, errorBody, ITEMS } from './requests.js';
import { BACKENDS, startAppOn, type RunningApp } from './running-app.js';

describe.each(BACKENDS)('The Idempotency-Key header on %s', (backend) => {
  let running: RunningApp;
  let http: RunningApp['http'];

  beforeAll(async () => {
    running = await startAppOn(backend);
    http = running.http;
  });
  afterAll(() => running.stop());

  const create = (key: string, customerId = 'anna') =>
    http.post('/orders').set('Idempotency-Key', key).send({ customerId, items: ITEMS, address: '1 Main Street' });
  const versionOf = async (id: string) => ((await http.get(`/orders/${id}`).expect(200)).body as { version: number }).version;

  it('gives whoever repeats a request the first answer; quotes or not, it is the same key', async () => {
    const key = randomUUID();
    const first = await create(`"${key}"`).expect(201);
    for (const form of [`"${key}"`, key]) expect((await create(form).expect(201)).body).toEqual(first.body);
    expect(await versionOf((first.body as { orderId: string }).orderId)).toBe(1);
  });

  it('creates one order, however many ask at a time', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 32 }, () => create(key).expect(201)));
    expect(new Set(answers.map(({ body }) => (body as { orderId: string }).orderId)).size).toBe(1);
  }, 60_000);

  it.each([
    ['ship', { trackingNumber: 'T-1' }, 'shipped'],
    ['cancel', { reason: 'ordered twice' }, 'cancelled'],
  ])(
    'answers a repeated %s as the first one, where without it the order’s state would forbid it',
    async (route, body, status) => {
      const orderId = await createOrder(http);
      const send = () => http.post(`/orders/${orderId}/${route}`).set('Idempotency-Key', `"${route} ${orderId}"`).send(body);
      for (let round = 0; round < 3; round++) expect((await send().expect(200)).body).toEqual({ orderId, status });
      await http.post(`/orders/${orderId}/${route}`).send(body).expect(409);
      expect(await versionOf(orderId)).toBe(2);
    },
  );

  it('keeps snapshots to one', async () => {
    const orderId = await createOrder(http);
    const send = () => http.post(`/orders/${orderId}/snapshot`).set('Idempotency-Key', randomUUID()).expect(200);
    expect((await send()).body).toEqual({ snapshot: 'created', version: 1 });
    expect((await send()).body).toEqual({ snapshot: 'created', version: 1 });
  });

  it('that belongs to another request is a 422', async () => {
    const key = randomUUID();
    const { body } = await create(key).expect(201);
    const { orderId } = body as { orderId: string };
    const refused = await create(key, 'bert').expect(422);
    expect(refused.body).toMatchObject({
      ...errorBody(422, 'IDEMPOTENCY_KEY_CONFLICT'),
      details: { key, command: 'CreateOrder' },
    });
    const other = await http.post(`/orders/${orderId}/cancel`).set('Idempotency-Key', key).send({ reason: 'no' }).expect(422);
    expect(other.body).toMatchObject(errorBody(422, 'IDEMPOTENCY_KEY_CONFLICT'));
    expect(await versionOf(orderId)).toBe(1);
  });

  it('of a request that was refused is free for the next try', async () => {
    const orderId = await createOrder(http);
    const key = randomUUID();
    const ship = () => http.post(`/orders/${orderId}/ship`).set('Idempotency-Key', key);
    await ship().send({}).expect(400);
    await http.post('/orders/nobody/ship').set('Idempotency-Key', key).send({ trackingNumber: 'T-1' }).expect(404);
    await ship().send({ trackingNumber: 'T-1' }).expect(200);
  });

  it('that cannot be one is a 400', async () => {
    for (const key of ['""', '"abc', 'two words', `"${'x'.repeat(256)}"`]) {
      expect((await create(key).expect(400)).body).toMatchObject(errorBody(400, 'INVALID_IDEMPOTENCY_KEY'));
    }
  });
});
