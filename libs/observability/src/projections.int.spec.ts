import type { INestApplication } from '@nestjs/common';
import { CqrsModule, Projection, ProjectionRunner, type CqrsModuleOptions } from '@ledgerline/cqrs';
import { Aggregate, AggregateRoot, Event, EventHandler, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { eventually, FaultProxy, freshDatabase } from '@ledgerline/local-servers/testing';
import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { ObservabilityModule } from './observability.module.js';

class Rang extends Event {
  constructor(readonly bell: string) {
    super();
  }
}

@Aggregate({ name: 'tower' })
class Tower extends AggregateRoot {
  @EventHandler(Rang)
  protected onRang(_event: Rang): void {}
}

let isDeaf = false;

@Projection({ name: 'peals', retry: { retries: 1, delay: 1 } })
class PealsProjection {
  @EventHandler(Rang)
  async onRang({ bell }: Rang): Promise<void> {
    if (isDeaf && bell === 'cracked') throw new Error(`What a noise: ${bell}`);
  }
}

const PATIENCE = { timeout: 30_000 };
const exporter = new InMemorySpanExporter();
const running: INestApplication[] = [];

async function start(storage: string, options: CqrsModuleOptions = {}) {
  const module = await Test.createTestingModule({
    imports: [
      EventSourcingModule.forRoot({ storage }),
      EventSourcingModule.forFeature([Tower]),
      CqrsModule.forRoot(options),
      ObservabilityModule.forRoot({ tracing: true }),
    ],
    providers: [PealsProjection],
  }).compile();
  const app = module.createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  running.push(app);
  const health = async (path = '/health') => {
    const { status, body } = await request(app.getHttpServer()).get(path);
    return { status, projections: (body as { details: Record<string, object> }).details['projections'] };
  };
  const metric = async (series: string) => {
    const { text } = await request(app.getHttpServer()).get('/metrics');
    return text.split('\n').find((line) => line.startsWith(`${series} `));
  };
  return { store: app.get(EventStore), runner: app.get(ProjectionRunner), health, metric };
}

beforeAll(
  () => void trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })),
);
afterEach(async () => {
  isDeaf = false;
  await Promise.all(running.splice(0).map((app) => app.close()));
  exporter.reset();
}, 60_000);

describe('Projections', () => {
  it('show where they stand, what they have handled, and what they could not', async () => {
    const { store, runner, health, metric } = await start('memory:');
    await store.append('tower-1', [new Rang('great'), new Rang('small')]);
    await eventually(async () => {
      expect(await metric('ledgerline_projection_position{projection="peals"}')).toMatch(/ 2$/);
    }, PATIENCE);
    expect(await metric('ledgerline_projection_lag_events{projection="peals"}')).toMatch(/ 0$/);
    expect(await metric('ledgerline_projection_lag_seconds{projection="peals"}')).toMatch(/ 0$/);
    expect(await metric('ledgerline_events_replayed_total{category="tower",purpose="subscription"}')).toMatch(/ 2$/);
    expect(await health()).toEqual({
      status: 200,
      projections: { status: 'up', peals: { state: 'live', lag: 0, lagSeconds: 0 } },
    });

    isDeaf = true;
    await store.append('tower-2', [new Rang('cracked'), new Rang('small')]);
    await eventually(async () => expect((await health()).status).toBe(503), PATIENCE);
    const { projections } = await health();
    expect(projections).toMatchObject({
      status: 'down',
      reason: 'peals has stopped at version 1 of the stream "tower-2"',
      peals: { state: 'faulted', lag: 2 },
    });
    expect(JSON.stringify(projections)).not.toContain('What a noise');
    // Requests can be answered here as well as anywhere.
    expect((await health('/health/ready')).status).toBe(200);
    expect(await metric('ledgerline_projection_errors_total{projection="peals"}')).toMatch(/ [1-9]/);
    expect(await metric('ledgerline_projection_lag_events{projection="peals"}')).toMatch(/ 2$/);

    isDeaf = false;
    await runner.resume('peals');
    await eventually(async () => expect((await health()).status).toBe(200), PATIENCE);
    await runner.pause('peals');
    await eventually(async () => {
      expect(await health()).toMatchObject({ status: 200, projections: { peals: { state: 'paused' } } });
    }, PATIENCE);
  }, 120_000);

  it('have spans in the trace of what they handle', async () => {
    const { store } = await start('memory:');
    const traceparents = ['1', '2'].map((digit) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`);
    for (const traceparent of traceparents) await store.append('tower-1', new Rang('great'), { metadata: { traceparent } });
    const spans = await eventually(() => {
      const all = exporter.getFinishedSpans().filter(({ name }) => name === 'projection peals');
      expect(all.reduce((sum, { attributes }) => sum + Number(attributes['ledgerline.events']), 0)).toBe(2);
      return all;
    }, PATIENCE);
    const reached = spans.flatMap(({ parentSpanContext, links }) => [parentSpanContext, ...links.map(({ context }) => context)]);
    expect(reached.map((context) => context?.traceId)).toEqual(['1'.repeat(32), '2'.repeat(32)]);
  }, 60_000);

  it('whose database is away are told apart from those that have stopped', async () => {
    const [database, read] = [await freshDatabase('postgres'), await freshDatabase('postgres')];
    const proxy = await FaultProxy.start(read.url);
    const { health, metric } = await start(database.url, { read: proxy.url });
    try {
      await eventually(
        async () => expect(await health()).toMatchObject({ status: 200, projections: { peals: { state: 'live' } } }),
        PATIENCE,
      );
      await proxy.refuse();
      await eventually(async () => {
        const { status, projections } = await health();
        expect(status).toBe(503);
        expect(projections).toMatchObject({ status: 'down', peals: { state: 'disconnected' } });
      }, PATIENCE);
      expect((await health('/health/ready')).status).toBe(200);
      expect(await metric('ledgerline_projection_position{projection="peals"}')).toBeUndefined();
      expect(JSON.stringify(await health())).not.toContain(new URL(read.url).password);
      await proxy.accept();
      await eventually(
        async () => expect(await health()).toMatchObject({ status: 200, projections: { peals: { state: 'live' } } }),
        PATIENCE,
      );
    } finally {
      await Promise.all(running.splice(0).map((app) => app.close()));
      await proxy.stop();
      await Promise.all([database.drop(), read.drop()]);
    }
  }, 120_000);
});
