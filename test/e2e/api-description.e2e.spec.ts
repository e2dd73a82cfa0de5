import { startApp, type RunningApp } from './running-app.js';

const ROUTES: Record<string, readonly string[]> = {
  '/orders': ['get', 'post'],
  '/orders/{id}': ['get'],
  '/orders/{id}/ship': ['post'],
  '/orders/{id}/cancel': ['post'],
  '/orders/{id}/snapshot': ['post'],
  '/orders/{id}/history': ['get'],
  '/orders/{id}/fulfill': ['post'],
  '/health': ['get'],
  '/health/live': ['get'],
  '/health/ready': ['get'],
};

describe("The API's description", () => {
  let running: RunningApp;

  beforeAll(async () => {
    running = await startApp({ storage: 'memory:' });
  });
  afterAll(() => running.stop());

  it('is a page for people', async () => {
    const { text } = await running.http.get('/api').expect(200).expect('content-type', /html/);
    expect(text).toContain('swagger-ui');
  });

  it('names every route with its answers, those that are errors included', async () => {
    const { body } = await running.http.get('/api-json').expect(200);
    expect(body.openapi).toMatch(/^3\./);
    for (const [path, methods] of Object.entries(ROUTES)) expect(Object.keys(body.paths[path]).sort()).toEqual(methods);
    const statuses = (path: string, method: string) => Object.keys(body.paths[path][method].responses).sort();
    expect(statuses('/orders', 'post')).toEqual(['201', '400', '422', '503']);
    expect(statuses('/orders/{id}/ship', 'post')).toEqual(['200', '400', '404', '409', '422', '503']);
    expect(statuses('/orders/{id}/fulfill', 'post')).toEqual(['200', '400', '404', '409', '500', '503']);
    expect(Object.keys(body.components.schemas.CreateOrderBody.properties)).toEqual(['customerId', 'items', 'address']);
    for (const route of ['/orders', '/orders/{id}/ship', '/orders/{id}/cancel', '/orders/{id}/snapshot']) {
      const { parameters } = body.paths[route].post as { parameters: { name: string; in: string }[] };
      expect(parameters).toContainEqual(expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: false }));
    }
    expect(body.components.schemas.ErrorBody.required).toEqual(['statusCode', 'code', 'message']);
  });
});
