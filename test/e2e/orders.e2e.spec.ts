import { BACKENDS, startAppOn, type RunningApp } from './running-app.js';
import { createOrder, errorBody, ITEMS, UUID } from './requests.js';

describe.each(BACKENDS)('Orders on %s', (backend) => {
  let running: RunningApp;
  let http: RunningApp['http'];

  beforeAll(async () => {
    running = await startAppOn(backend);
    http = running.http;
  });
  afterAll(() => running.stop());

  it('are created under an id of their own', async () => {
    const { body } = await http.post('/orders').send({ customerId: 'anna', items: ITEMS }).expect(201);
    expect(body).toEqual({ orderId: expect.stringMatching(UUID), status: 'created' });
  });

  it('are there, with all that was said, as soon as they are acknowledged', async () => {
    const orderId = await createOrder(http);
    const { body } = await http.get(`/orders/${orderId}`).expect(200);
    expect(body).toEqual({ id: orderId, customerId: 'anna', status: 'created', items: ITEMS, version: 1 });
  });

  it('are shipped', async () => {
    const orderId = await createOrder(http);
    const { body } = await http.post(`/orders/${orderId}/ship`).send({ trackingNumber: 'T-1' }).expect(200);
    expect(body).toEqual({ orderId, status: 'shipped' });
    const order = await http.get(`/orders/${orderId}`).expect(200);
    expect(order.body).toMatchObject({ status: 'shipped', trackingNumber: 'T-1', version: 2 });
  });

  it('are cancelled', async () => {
    const orderId = await createOrder(http);
    const { body } = await http.post(`/orders/${orderId}/cancel`).send({ reason: 'ordered twice' }).expect(200);
    expect(body).toEqual({ orderId, status: 'cancelled' });
    const order = await http.get(`/orders/${orderId}`).expect(200);
    expect(order.body).toMatchObject({ status: 'cancelled', version: 2 });
    expect(order.body).not.toHaveProperty('trackingNumber');
  });

  it('refuse with 409 what their state forbids, and stay as they are', async () => {
    const shipped = await createOrder(http);
    await http.post(`/orders/${shipped}/ship`).send({ trackingNumber: 'T-1' }).expect(200);
    const cancelled = await createOrder(http);
    await http.post(`/orders/${cancelled}/cancel`).send({ reason: 'ordered twice' }).expect(200);
    for (const [id, code] of [
      [shipped, 'ORDER_ALREADY_SHIPPED'],
      [cancelled, 'ORDER_CANCELLED'],
    ] as const) {
      const ship = await http.post(`/orders/${id}/ship`).send({ trackingNumber: 'T-2' }).expect(409);
      expect(ship.body).toMatchObject({ ...errorBody(409, code), details: { orderId: id } });
      const cancel = await http.post(`/orders/${id}/cancel`).send({ reason: 'again' }).expect(409);
      expect(cancel.body).toMatchObject(errorBody(409, code));
      expect((await http.get(`/orders/${id}`).expect(200)).body.version).toBe(2);
    }
  });

  it('are shipped once, by one of many who try at a time', async () => {
    const orderId = await createOrder(http);
    const racers = Array.from({ length: 8 }, (_, racer) =>
      http.post(`/orders/${orderId}/ship`).send({ trackingNumber: `T-${racer}` }),
    );
    const statuses = (await Promise.all(racers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(7);
    expect((await http.get(`/orders/${orderId}`).expect(200)).body.version).toBe(2);
  });

  it('tell their history, with ids, positions and times', async () => {
    const orderId = await createOrder(http);
    await http.post(`/orders/${orderId}/ship`).send({ trackingNumber: 'T-1' }).expect(200);
    const { events } = (await http.get(`/orders/${orderId}/history`).expect(200)).body;
    const recorded = {
      id: expect.stringMatching(UUID),
      position: expect.any(Number),
      recordedAt: expect.any(String),
      metadata: expect.any(Object),
    };
    expect(events).toEqual([
      {
        ...recorded,
        type: 'OrderCreated',
        version: 1,
        data: { orderId, customerId: 'anna', items: ITEMS, address: '1 Main Street' },
      },
      { ...recorded, type: 'OrderShipped', version: 2, data: { orderId, trackingNumber: 'T-1' } },
    ]);
    expect(events[1].position).toBeGreaterThan(events[0].position);
    for (const { recordedAt } of events) expect(Math.abs(Date.now() - Date.parse(recordedAt))).toBeLessThan(60_000);
  });

  it('are rebuilt from a snapshot as from their events', async () => {
    const orderId = await createOrder(http);
    const { body } = await http.post(`/orders/${orderId}/snapshot`).expect(200);
    expect(body).toEqual({ snapshot: 'created', version: 1 });
    const before = (await http.get(`/orders/${orderId}`).expect(200)).body;
    expect(before).toEqual({ id: orderId, customerId: 'anna', status: 'created', items: ITEMS, version: 1 });
    await http.post(`/orders/${orderId}/ship`).send({ trackingNumber: 'T-1' }).expect(200);
    expect((await http.get(`/orders/${orderId}`).expect(200)).body).toEqual({
      ...before,
      status: 'shipped',
      trackingNumber: 'T-1',
      version: 2,
    });
    expect((await http.post(`/orders/${orderId}/snapshot`).expect(200)).body.version).toBe(2);
  });

  it.each([
    ['get', '', undefined],
    ['get', '/history', undefined],
    ['post', '/ship', { trackingNumber: 'T-1' }],
    ['post', '/cancel', { reason: 'why not' }],
    ['post', '/snapshot', undefined],
  ] as const)('that nobody created are a 404: %s /orders/:id%s', async (method, path, body) => {
    for (const id of ['11111111-1111-4111-8111-111111111111', 'no uuid at all', 'order-1']) {
      const answer = await http[method](`/orders/${encodeURIComponent(id)}${path}`)
        .send(body)
        .expect(404);
      expect(answer.body).toMatchObject({ ...errorBody(404, 'AGGREGATE_NOT_FOUND'), details: { id } });
    }
  });

  it('keep any text faithfully', async () => {
    const customerId = `<script>alert("1")</script> ' ; DROP TABLE events; -- \u{1F4E6} \\ %00`;
    const orderId = await createOrder(http, customerId);
    expect((await http.get(`/orders/${orderId}`).expect(200)).body.customerId).toBe(customerId);
  });
});
