import { startApp, type RunningApp } from './running-app.js';
import { createOrder, errorBody, ITEMS } from './requests.js';

describe('Every error has a body with status, code and message', () => {
  let running: RunningApp;
  let http: RunningApp['http'];

  beforeAll(async () => {
    running = await startApp({ storage: 'memory:' });
    http = running.http;
  });
  afterAll(() => running.stop());

  it('for a request that breaks the rules, with every field that does', async () => {
    const items = [
      { sku: 'BOOK', quantity: -1, price: 1 },
      { sku: 'PEN', quantity: 1 },
    ];
    const { body } = await http.post('/orders').send({ items, admin: true }).expect(400);
    expect(body).toMatchObject(errorBody(400, 'VALIDATION_FAILED'));
    expect(body.details).toEqual(
      ['admin', 'customerId', 'items.0.quantity', 'items.1.price'].map((field) => ({ field, problems: expect.any(Array) })),
    );
  });

  it.each(['ship', 'cancel'])('for POST /orders/:id/%s without a body', async (action) => {
    const id = await createOrder(http);
    const { body } = await http.post(`/orders/${id}/${action}`).expect(400);
    expect(body).toMatchObject(errorBody(400, 'VALIDATION_FAILED'));
  });

  it.each(['{"customerId": ', 'no JSON', '{"a":1}}'])('for a body that is no JSON: %s', async (text) => {
    const { body } = await http.post('/orders').type('application/json').send(text).expect(400);
    expect(body).toMatchObject(errorBody(400, 'MALFORMED_JSON'));
  });

  it.each(['[]', '[{}]', '{}', '{"__proto__":{"customerId":"anna"}}'])('for JSON that is no order: %s', async (text) => {
    const { body } = await http.post('/orders').type('application/json').send(text).expect(400);
    expect(body).toMatchObject(errorBody(400, 'VALIDATION_FAILED'));
  });

  it('for a body of another type', async () => {
    const { body } = await http.post('/orders').type('text/plain').send('customerId=anna').expect(400);
    expect(body).toMatchObject(errorBody(400, 'VALIDATION_FAILED'));
  });

  it('for a body in a charset or an encoding that nobody knows', async () => {
    const charset = await http.post('/orders').set('content-type', 'application/json; charset=klingon').send('{}').expect(415);
    expect(charset.body).toMatchObject(errorBody(415, 'UNSUPPORTED_MEDIA_TYPE'));
    const encoding = await http
      .post('/orders')
      .type('application/json')
      .set('content-encoding', 'klingon')
      .send('{}')
      .expect(415);
    expect(encoding.body).toMatchObject(errorBody(415, 'UNSUPPORTED_MEDIA_TYPE'));
  });

  it('for a body that is too large', async () => {
    const { body } = await http
      .post('/orders')
      .send({ customerId: 'x'.repeat(200_000), items: ITEMS })
      .expect(413);
    expect(body).toMatchObject(errorBody(413, 'PAYLOAD_TOO_LARGE'));
  });

  it.each([
    ['get', '/nowhere'],
    ['get', '/'],
    ['put', '/orders'],
    ['delete', '/orders/1'],
    ['post', '/orders/1/explode'],
    ['post', '/health'],
  ] as const)('for a route that does not exist: %s %s', async (method, path) => {
    const { body } = await http[method](path).expect(404);
    expect(body).toMatchObject(errorBody(404, 'NOT_FOUND'));
  });

  it('for a path that is no text', async () => {
    const { body } = await http.get('/orders/%FF').expect(400);
    expect(body).toMatchObject(errorBody(400, 'BAD_REQUEST'));
  });

  it.each([encodeURIComponent('a\0b'), 'x'.repeat(400)])('for an id that no stream can have: %p', async (id) => {
    const { body } = await http.get(`/orders/${id}`).expect(400);
    expect(body).toMatchObject(errorBody(400, 'INVALID_OPTION'));
  });
});
