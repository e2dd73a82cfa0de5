import { BACKENDS, startAppOn, type RunningApp } from './running-app.js';

describe.each(BACKENDS)('Health on %s', (backend) => {
  let running: RunningApp;

  beforeAll(async () => {
    running = await startAppOn(backend);
  });
  afterAll(() => running.stop());

  it.each(['/health', '/health/ready'])('is up, with the latency of each store: %s', async (path) => {
    const { body } = await running.http.get(path).expect(200);
    const up = { status: 'up', latency: expect.any(Number) };
    expect(body).toMatchObject({ status: 'ok', error: {}, details: { eventStore: up, sagaStore: up } });
    expect(body.info).toEqual(body.details);
  });

  it('of the process alone is up and asks no store', async () => {
    const { body } = await running.http.get('/health/live').expect(200);
    expect(body).toEqual({ status: 'ok', info: {}, error: {}, details: {} });
  });
});
