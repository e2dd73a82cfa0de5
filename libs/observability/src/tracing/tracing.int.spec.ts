import { Body, Controller, Injectable, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Command, CommandBus, CommandHandler, CqrsModule, Query, QueryBus, QueryHandler } from '@ledgerline/cqrs';
import { Event, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { Saga, SagaDelay, SagaModule, SagaRunner, SagaStep, StartSaga } from '@ledgerline/saga';
import { eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import request from 'supertest';
import { ObservabilityModule } from '../observability.module.js';
import type { ObservabilityOptions } from '../observability-options.js';

class Sown extends Event {
  constructor(readonly seed: string) {
    super();
  }
}
class Watered extends Event {}

class Sow extends Command<void> {
  constructor(readonly seed: string) {
    super();
  }
}
class Water extends Command<void> {
  constructor(readonly seed: string) {
    super();
  }
}
class IsRipe extends Query<boolean> {}

@CommandHandler(Sow)
class SowHandler {
  constructor(private readonly store: EventStore) {}
  async execute({ seed }: Sow): Promise<void> {
    if (seed === 'stone') throw new Error('It will not grow.');
    trace.getTracer('application').startSpan('dig').end();
    await this.store.append(`field-${seed}`, new Sown(seed));
  }
}

@CommandHandler(Water)
class WaterHandler {
  constructor(private readonly store: EventStore) {}
  async execute({ seed }: Water): Promise<void> {
    await this.store.append(`field-${seed}`, new Watered());
  }
}

@QueryHandler(IsRipe)
class IsRipeHandler {
  async execute(): Promise<boolean> {
    return true;
  }
}

interface Field {
  readonly seed: string;
}

@Saga({ name: 'growing', timeout: 0 })
@StartSaga(Sown, ({ seed }): Field => ({ seed }))
@Injectable()
class GrowingSaga {
  constructor(private readonly commands: CommandBus) {}

  @SagaDelay(1_500)
  async rain(_field: Field): Promise<void> {}

  @SagaStep()
  async water({ seed }: Field): Promise<void> {
    await this.commands.execute(new Water(seed));
  }
}

@Controller('field')
class FieldController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly store: EventStore,
  ) {}

  @Post()
  async sow(@Body('seed') seed: string): Promise<void> {
    await this.queries.execute(new IsRipe());
    await this.commands.execute(new Sow(seed));
  }

  @Post('raw')
  async append(): Promise<void> {
    await this.store.append('field-raw', new Watered());
  }
}

const exporter = new InMemorySpanExporter();
const SENDER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const TRACEPARENT = `00-${SENDER.traceId}-${SENDER.spanId}-01`;

let database: FreshDatabase;
const running = new Set<NestExpressApplication>();

async function start(observability: ObservabilityOptions = {}): Promise<NestExpressApplication> {
  class AppModule {}
  const app = await NestFactory.create<NestExpressApplication>(
    {
      module: AppModule,
      imports: [
        EventSourcingModule.forRoot({ storage: database.url }),
        EventSourcingModule.forFeature({ events: [Sown, Watered] }),
        CqrsModule.forRoot(),
        SagaModule.forRoot(),
        SagaModule.forFeature([GrowingSaga]),
        ObservabilityModule.forRoot(observability),
      ],
      controllers: [FieldController],
      providers: [SowHandler, WaterHandler, IsRipeHandler, GrowingSaga],
    },
    { logger: false },
  );
  await app.listen(0, '127.0.0.1');
  running.add(app);
  return app;
}

async function stop(app: NestExpressApplication): Promise<void> {
  running.delete(app);
  await app.close();
}

const spans = () => exporter.getFinishedSpans();
const named = (name: string) => spans().filter((span) => span.name === name);
const idOf = (span: ReadableSpan | undefined) => span?.spanContext().spanId;
const parentOf = (span: ReadableSpan | undefined) => span?.parentSpanContext?.spanId;

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  database = await freshDatabase('postgres');
}, 60_000);
afterEach(async () => {
  await Promise.all([...running].map(stop));
  exporter.reset();
});
afterAll(() => database.drop());

describe('Traces', () => {
  it('join the request, the command, its events, the saga that starts from them, and its steps, over a restart', async () => {
    const first = await start();
    await request(first.getHttpServer()).post('/field').set('traceparent', TRACEPARENT).send({ seed: 'oak' }).expect(201);
    await eventually(() => named('saga growing').length > 0, { timeout: 30_000, until: 'the saga rests' });
    await stop(first);
    const second = await start();
    await eventually(() => named('append field').length > 1, { timeout: 30_000, until: 'the saga has gone on' });
    await eventually(async () => (await second.get(SagaRunner).list({ status: 'completed' })).items.length === 1, {
      timeout: 30_000,
    });
    expect(new Set(spans().map((span) => span.spanContext().traceId))).toEqual(new Set([SENDER.traceId]));

    const [sow] = named('command Sow');
    const [sown, watered] = named('append field');
    expect(parentOf(named('query IsRipe')[0])).toBe(SENDER.spanId);
    expect(parentOf(sow)).toBe(SENDER.spanId);
    expect(parentOf(named('dig')[0])).toBe(idOf(sow));
    expect(parentOf(sown)).toBe(idOf(sow));
    const stays = named('saga growing');
    expect(stays.length).toBeGreaterThan(1);
    for (const stay of stays) expect(parentOf(stay)).toBe(idOf(sow));
    const [step] = named('saga step water');
    expect(stays.map(idOf)).toContain(parentOf(step));
    expect(parentOf(named('command Water')[0])).toBe(idOf(step));
    expect(parentOf(watered)).toBe(idOf(named('command Water')[0]));

    const recorded = [];
    for await (const event of second.get(EventStore).readStream('field-oak')) recorded.push(event);
    const traceparents = recorded.map(({ metadata }) => metadata.traceparent);
    expect(traceparents).toEqual([sow, named('command Water')[0]].map((span) => `00-${SENDER.traceId}-${idOf(span)}-01`));
    expect(sow!.attributes).toMatchObject({
      'ledgerline.outcome': 'ok',
      'ledgerline.correlation_id': recorded[0]!.metadata.correlationId,
    });
    expect(sown!.attributes).toMatchObject({ 'ledgerline.stream': 'field-oak', 'ledgerline.event.types': ['Sown'] });
  }, 120_000);

  it('tell of what went wrong', async () => {
    const app = await start();
    await request(app.getHttpServer()).post('/field').send({ seed: 'stone' }).expect(500);
    const [sow] = named('command Sow');
    expect(sow!.status).toEqual({ code: SpanStatusCode.ERROR, message: 'It will not grow.' });
    expect(sow!.attributes).toMatchObject({ 'ledgerline.outcome': 'error' });
    expect(sow!.events[0]!.name).toBe('exception');
  }, 60_000);

  it('are kept with events that are appended outside of any command', async () => {
    const app = await start();
    await request(app.getHttpServer()).post('/field/raw').set('traceparent', TRACEPARENT).expect(201);
    for await (const { metadata } of app.get(EventStore).readStream('field-raw'))
      expect(metadata).toEqual({ traceparent: TRACEPARENT });
    expect(parentOf(named('append field')[0])).toBe(SENDER.spanId);
  }, 60_000);

  it('are those of the application that makes them, not of another one in the process, and of none that has turned them off', async () => {
    const [traced, silent] = [await start(), await start({ tracing: false })];
    await silent.get(CommandBus).execute(new Sow('elm'));
    expect(named('command Sow')).toEqual([]);
    const both = await start();
    await both.get(CommandBus).execute(new Sow('ash'));
    expect(named('command Sow')).toHaveLength(1);
    expect(named('append field')).toHaveLength(1);
    expect(parentOf(named('append field')[0])).toBe(idOf(named('command Sow')[0]));
    await stop(both);
    await traced.get(CommandBus).execute(new Sow('fir'));
    expect(named('command Sow')).toHaveLength(2);
  }, 60_000);
});
