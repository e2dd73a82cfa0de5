import { BACKENDS, startAppOn, type RunningApp } from './running-app.js';
import { createOrder } from './requests.js';

/** The value of one sample of an exposition. */
function sample(text: string, series: string): number | undefined {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

describe.each(BACKENDS)('Metrics on %s', (backend) => {
  let running: RunningApp;
  let http: RunningApp['http'];
  const metrics = async () => (await http.get('/metrics').expect(200)).text;

  beforeAll(async () => {
    running = await startAppOn(backend);
    http = running.http;
    const id = await createOrder(http);
    await http.post(`/orders/${id}/ship`).send({ trackingNumber: 'T-1' }).expect(200);
    await http.post(`/orders/${id}/snapshot`).expect(200);
    await http.get(`/orders/${id}`).expect(200);
  });
  afterAll(() => running.stop());

  it("are Prometheus's text format", async () => {
    const { headers, text } = await http.get('/metrics').expect(200);
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    for (const line of text.split('\n').filter((candidate) => candidate !== '')) {
      expect(line).toMatch(
        /^(# (HELP|TYPE) [a-z][a-z0-9_:]* .+|[a-z][a-z0-9_:]*(\{[^{}]*\})? -?[0-9.e+-]+|[a-z][a-z0-9_:]*(\{[^{}]*\})? (NaN|[+-]Inf))$/,
      );
    }
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it('tell what the store did', async () => {
    const text = await metrics();
    expect(sample(text, 'ledgerline_events_appended_total{category="order",type="OrderCreated"}')).toBe(1);
    expect(sample(text, 'ledgerline_events_appended_total{category="order",type="OrderShipped"}')).toBe(1);
    expect(sample(text, 'ledgerline_append_duration_seconds_count{outcome="ok"}')).toBe(2);
    expect(sample(text, 'ledgerline_append_batch_size_count')).toBe(2);
    expect(sample(text, 'ledgerline_snapshots_created_total{category="order",trigger="manual"}')).toBe(1);
    expect(sample(text, 'ledgerline_aggregate_load_duration_seconds_count{category="order",source="snapshot"}')).toBe(1);
    expect(sample(text, 'ledgerline_events_replayed_total{category="order",purpose="load"}')).toBeGreaterThanOrEqual(3);
    expect(sample(text, 'ledgerline_storage_up{store="events"}')).toBe(1);
    expect(sample(text, 'ledgerline_storage_up{store="sagas"}')).toBe(1);
  });

  it('tell what the buses did', async () => {
    await http.get('/orders/nobody').expect(404);
    const text = await metrics();
    expect(sample(text, 'ledgerline_commands_total{name="CreateOrder",outcome="ok"}')).toBe(1);
    expect(sample(text, 'ledgerline_command_duration_seconds_count{name="ShipOrder"}')).toBe(1);
    expect(sample(text, 'ledgerline_queries_total{name="GetOrder",outcome="ok"}')).toBe(1);
    expect(sample(text, 'ledgerline_queries_total{name="GetOrder",outcome="error"}')).toBe(1);
    expect(sample(text, 'ledgerline_query_duration_seconds_count{name="GetOrder"}')).toBe(2);
  });

  it('tell of the process', async () => {
    expect(sample(await metrics(), 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  });

  it('count what this application does, not what another one in the process does', async () => {
    const other = await startAppOn('memory');
    try {
      await createOrder(other.http);
      const series = 'ledgerline_events_appended_total{category="order",type="OrderCreated"}';
      expect(sample(await metrics(), series)).toBe(1);
      expect(sample((await other.http.get('/metrics').expect(200)).text, series)).toBe(1);
    } finally {
      await other.stop();
    }
    expect(sample(await metrics(), 'ledgerline_storage_up{store="events"}')).toBe(1);
  });
});
