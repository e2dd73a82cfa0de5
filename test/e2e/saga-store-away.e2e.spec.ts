import { freePort } from '@ledgerline/local-servers';
import { startApp, type RunningApp } from './running-app.js';
import { createOrder, errorBody, fulfilment } from './requests.js';

describe('With the saga store alone away', () => {
  let running: RunningApp;

  beforeAll(async () => {
    const sagaStorage = `postgres://user:secret@127.0.0.1:${await freePort()}/sagas`;
    running = await startApp({ storage: 'memory:', sagaStorage });
  });
  afterAll(() => running.stop());

  it('orders work, and what needs sagas is a 503', async () => {
    const id = await createOrder(running.http);
    await running.http.get(`/orders/${id}`).expect(200);
    const { body } = await running.http.post(`/orders/${id}/fulfill`).send(fulfilment()).expect(503);
    expect(body).toMatchObject(errorBody(503, 'SAGA_STORE_UNAVAILABLE'));
    await running.http.post(`/orders/${id}/ship`).send({ trackingNumber: 'T-1' }).expect(200);
  });

  it('health names the store that is down, and no password', async () => {
    const { body } = await running.http.get('/health').expect(503);
    expect(body.details).toMatchObject({ eventStore: { status: 'up' }, sagaStore: { status: 'down' } });
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('metrics say so', async () => {
    const { text } = await running.http.get('/metrics').expect(200);
    expect(text).toMatch(/^ledgerline_storage_up\{store="events"\} 1$/m);
    expect(text).toMatch(/^ledgerline_storage_up\{store="sagas"\} 0$/m);
  });
});
