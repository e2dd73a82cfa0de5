import { eventually } from '@ledgerline/local-servers/testing';
import { InventoryService } from '../../apps/order-fulfilment/src/inventory/inventory.service.js';
import { PaymentService } from '../../apps/order-fulfilment/src/payment/payment.service.js';
import { ShippingService } from '../../apps/order-fulfilment/src/shipping/shipping.service.js';
import { BACKENDS, startAppOn, type RunningApp } from './running-app.js';
import { createOrder, errorBody, fulfilment } from './requests.js';

const ALL_STEPS = ['reserveInventory', 'chargePayment', 'shipOrder'];

describe.each(BACKENDS)('The fulfilment of an order on %s', (backend) => {
  let running: RunningApp;
  let http: RunningApp['http'];
  let orderId: string;

  /** What the outside services have done for the order, in their order. */
  const effects = () => ({
    inventory: running.app
      .get(InventoryService)
      .effects.of(orderId)
      .map(({ kind }) => kind),
    payment: running.app
      .get(PaymentService)
      .effects.of(orderId)
      .map(({ kind }) => kind),
    shipping: running.app
      .get(ShippingService)
      .effects.of(orderId)
      .map(({ kind }) => kind),
  });
  const fulfil = (changes: Record<string, unknown> = {}) => http.post(`/orders/${orderId}/fulfill`).send(fulfilment(changes));
  const order = async () => (await http.get(`/orders/${orderId}`).expect(200)).body;

  beforeAll(async () => {
    running = await startAppOn(backend);
    http = running.http;
  });
  beforeEach(async () => {
    orderId = await createOrder(http);
  });
  afterAll(() => running.stop());

  it('reserves, charges and ships', async () => {
    const { body } = await fulfil().expect(200);
    expect(body).toEqual({ status: 'fulfilled', stepsCompleted: ALL_STEPS, sagaId: expect.stringContaining(orderId) });
    expect(await order()).toMatchObject({ status: 'shipped', trackingNumber: expect.stringMatching(/^TRK-/), version: 2 });
    expect(effects()).toEqual({ inventory: ['reserved'], payment: ['charged'], shipping: ['shipped'] });
  });

  it('is one run, however often and by however many it is asked for', async () => {
    const answers = await Promise.all([fulfil(), fulfil(), fulfil()]);
    answers.push(await fulfil());
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const { body } of answers) expect(body).toEqual(answers[0]!.body);
    expect(effects()).toEqual({ inventory: ['reserved'], payment: ['charged'], shipping: ['shipped'] });
    expect((await order()).version).toBe(2);
  });

  it('fails at an item that is OUT-OF-STOCK, with nothing to undo', async () => {
    const { body } = await fulfil({ items: [{ sku: 'OUT-OF-STOCK', quantity: 1 }] }).expect(500);
    expect(body).toMatchObject({
      status: 'failed',
      failedStep: 'reserveInventory',
      stepsCompleted: [],
      sagaId: expect.any(String),
    });
    expect(body).toMatchObject({ ...errorBody(500, 'FULFILMENT_FAILED'), error: expect.stringContaining('OUT-OF-STOCK') });
    expect(effects()).toEqual({ inventory: [], payment: [], shipping: [] });
    expect(await order()).toMatchObject({ status: 'created', version: 1 });
  });

  it('gives the stock back when the payment is declined', async () => {
    const { body } = await fulfil({ total: 10_001 }).expect(500);
    expect(body).toMatchObject({ status: 'failed', failedStep: 'chargePayment', stepsCompleted: ['reserveInventory'] });
    expect(body.error).toContain('PAYMENT-DECLINED');
    expect(effects()).toEqual({ inventory: ['reserved', 'released'], payment: [], shipping: [] });
    expect(await order()).toMatchObject({ status: 'created' });
  });

  it('gives money and stock back when no carrier goes to the address', async () => {
    const { body } = await fulfil({ address: 'UNREACHABLE' }).expect(500);
    expect(body).toMatchObject({
      status: 'failed',
      failedStep: 'shipOrder',
      stepsCompleted: ['reserveInventory', 'chargePayment'],
    });
    expect(body.error).toContain('UNREACHABLE');
    expect(effects()).toEqual({ inventory: ['reserved', 'released'], payment: ['charged', 'refunded'], shipping: [] });
    expect(await order()).toMatchObject({ status: 'created' });
  });

  it('joins a failed run, too, when it is asked for again', async () => {
    const first = await fulfil({ total: 10_001 }).expect(500);
    const second = await fulfil({ total: 10_001 }).expect(500);
    expect(second.body).toEqual(first.body);
    expect(effects().inventory).toEqual(['reserved', 'released']);
  });

  it('gets over a FLAKY warehouse', async () => {
    const { body } = await fulfil({ items: [{ sku: 'FLAKY', quantity: 1 }] }).expect(200);
    expect(body).toMatchObject({ status: 'fulfilled', stepsCompleted: ALL_STEPS });
    expect(effects().inventory).toEqual(['reserved']);
  });

  it('waits for a SLOW warehouse, and calls the parcel back when the order is cancelled meanwhile', async () => {
    const startedAt = performance.now();
    const answer = fulfil({ items: [{ sku: 'SLOW', quantity: 1 }] }).then((response) => response);
    await http.post(`/orders/${orderId}/cancel`).send({ reason: 'changed my mind' }).expect(200);
    const { status, body } = await answer;
    expect(performance.now() - startedAt).toBeGreaterThan(2_900);
    expect(status).toBe(500);
    expect(body).toMatchObject({
      status: 'failed',
      failedStep: 'shipOrder',
      stepsCompleted: ['reserveInventory', 'chargePayment'],
    });
    expect(effects()).toEqual({
      inventory: ['reserved', 'released'],
      payment: ['charged', 'refunded'],
      shipping: ['shipped', 'recalled'],
    });
    expect(await order()).toMatchObject({ status: 'cancelled', version: 2 });
  });

  it('of an order that nobody created is a 404, and starts nothing', async () => {
    orderId = '11111111-1111-4111-8111-111111111111';
    expect((await fulfil().expect(404)).body).toMatchObject(errorBody(404, 'AGGREGATE_NOT_FOUND'));
    expect(effects()).toEqual({ inventory: [], payment: [], shipping: [] });
  });

  it('of an order that was cancelled, or shipped by hand, is a 409, and starts nothing', async () => {
    await http.post(`/orders/${orderId}/cancel`).send({ reason: 'ordered twice' }).expect(200);
    expect((await fulfil().expect(409)).body).toMatchObject(errorBody(409, 'ORDER_CANCELLED'));
    orderId = await createOrder(http);
    await http.post(`/orders/${orderId}/ship`).send({ trackingNumber: 'T-1' }).expect(200);
    expect((await fulfil().expect(409)).body).toMatchObject(errorBody(409, 'ORDER_ALREADY_SHIPPED'));
    expect(effects()).toEqual({ inventory: [], payment: [], shipping: [] });
  });

  it('asked for again with other data is a 409, and changes nothing', async () => {
    await fulfil().expect(200);
    const { body } = await fulfil({ total: 26 }).expect(409);
    expect(body).toMatchObject({ statusCode: 409, code: expect.stringMatching(/SAGA/), message: expect.any(String) });
    expect(effects().payment).toEqual(['charged']);
  });

  it.each([
    [{ customerId: undefined }, ['customerId']],
    [{ items: [] }, ['items']],
    [{ items: [{ sku: 'BOOK', quantity: 0 }] }, ['items.0.quantity']],
    [{ total: '25' }, ['total']],
    [{ total: -1 }, ['total']],
    [{ address: '' }, ['address']],
    [{ gift: true }, ['gift']],
  ])('refuses the request with %j', async (changes, fields) => {
    const { body } = await fulfil(changes).expect(400);
    expect(body).toMatchObject(errorBody(400, 'VALIDATION_FAILED'));
    expect(body.details.map(({ field }: { field: string }) => field)).toEqual(fields);
    await eventually(() => expect(effects().inventory).toEqual([]));
  });
});
