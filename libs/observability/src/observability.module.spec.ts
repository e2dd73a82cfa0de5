import { EventSourcingModule, EventStore, type EventSourcingModuleOptions } from '@ledgerline/event-sourcing';
import { Controller, Get, Injectable, Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import { register as processRegistry, type Counter } from 'prom-client';
import request, { type Agent } from 'supertest';
import { EventStoreHealthIndicator, ObservabilityModule, type ObservabilityOptions } from './index.js';

const memory: EventSourcingModuleOptions = { storage: 'memory:' };
const running: INestApplication[] = [];

async function start(...imports: (DynamicModule | (new () => object))[]): Promise<Agent & { app: INestApplication }> {
  const module = await Test.createTestingModule({ imports }).compile();
  const app = module.createNestApplication({ logger: false });
  await app.init();
  running.push(app);
  return Object.assign(request(app.getHttpServer()) as unknown as Agent, { app });
}

const withEvents = (options?: ObservabilityOptions) =>
  start(EventSourcingModule.forRoot(memory), ObservabilityModule.forRoot(options));

@Injectable()
class Tea {
  constructor(@InjectMetric('cups_total') private readonly cups: Counter) {}

  pour(): void {
    this.cups.inc();
  }
}

@Module({ providers: [Tea, makeCounterProvider({ name: 'cups_total', help: 'Cups of tea' })] })
class TeaModule {}

@Controller('own-health')
class OwnHealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly eventStore: EventStoreHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([() => this.eventStore.isHealthy('log')]);
  }
}

@Module({ imports: [TerminusModule], controllers: [OwnHealthController] })
class OwnHealthModule {}

afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()));
  processRegistry.clear();
});

describe('Health', () => {
  it('speaks of the stores that the application has, and of no other', async () => {
    const http = await withEvents();
    const { body } = await http.get('/health').expect(200);
    expect(body).toMatchObject({ status: 'ok', details: { eventStore: { status: 'up', latency: expect.any(Number) } } });
    expect(Object.keys(body.details)).toEqual(['eventStore']);
  });

  it('is up in an application without stores', async () => {
    const http = await start(ObservabilityModule.forRoot());
    expect((await http.get('/health').expect(200)).body).toMatchObject({ status: 'ok', details: {} });
  });

  it('is 503 with the reason when a store is down, also where an application has a filter of its own', async () => {
    const http = await withEvents();
    jest.spyOn(http.app.get(EventStore), 'ping').mockRejectedValue(new Error('connection refused'));
    http.app.useGlobalFilters({ catch: (_error, host) => host.switchToHttp().getResponse().status(418).json({}) });
    const { body } = await http.get('/health').expect(503);
    const down = { status: 'down', reason: 'connection refused' };
    expect(body).toEqual({ status: 'error', info: {}, error: { eventStore: down }, details: { eventStore: down } });
    await http.get('/health/ready').expect(503);
    await http.get('/health/live').expect(200);
  });

  it('answers within a second when a store does not', async () => {
    const http = await withEvents();
    jest.spyOn(http.app.get(EventStore), 'ping').mockReturnValue(new Promise(() => {}));
    const startedAt = performance.now();
    const { body } = await http.get('/health').expect(503);
    expect(performance.now() - startedAt).toBeLessThan(2_500);
    expect(body.details.eventStore).toEqual({ status: 'down', reason: 'no answer within 1000 ms' });
  });

  it('is never cached', async () => {
    const http = await withEvents();
    await http
      .get('/health')
      .expect(200)
      .expect('cache-control', /no-store/);
  });

  it("serves an application's own Terminus controller", async () => {
    const http = await start(
      EventSourcingModule.forRoot(memory),
      ObservabilityModule.forRoot({ health: false }),
      OwnHealthModule,
    );
    expect((await http.get('/own-health').expect(200)).body.details).toEqual({
      log: { status: 'up', latency: expect.any(Number) },
    });
    await http.get('/health').expect(404);
  });
});

describe('Metrics', () => {
  it("show an application's own metrics beside ours", async () => {
    const http = await start(EventSourcingModule.forRoot(memory), ObservabilityModule.forRoot(), TeaModule);
    http.app.get(Tea).pour();
    const { text } = await http.get('/metrics').expect(200);
    expect(text).toMatch(/^cups_total 1$/m);
    expect(text).toMatch(/^ledgerline_storage_up\{store="events"\} 1$/m);
  });

  it('show each name once, though the registry of the process has metrics of the process, too', async () => {
    const { collectDefaultMetrics } = await import('prom-client');
    collectDefaultMetrics();
    const http = await withEvents();
    const { text } = await http.get('/metrics').expect(200);
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(names).toContain('process_cpu_seconds_total');
    expect(names).toEqual([...new Set(names)]);
  });

  it('are found where the options say, without metrics of the process and with labels, when they say so', async () => {
    const metrics = { path: '/internal/metrics', defaultMetrics: { enabled: false }, defaultLabels: { app: 'shop' } };
    const http = await withEvents({ metrics });
    const { text } = await http.get('/internal/metrics').expect(200);
    expect(text).toContain('ledgerline_storage_up{store="events",app="shop"} 1');
    expect(text).not.toContain('process_cpu_seconds_total');
    await http.get('/metrics').expect(404);
  });

  it('are not served when the options turn them off', async () => {
    const http = await withEvents({ metrics: false });
    await http.get('/metrics').expect(404);
    await http.get('/health').expect(200);
  });
});

describe('Two applications in one process', () => {
  it('have metrics and paths of their own', async () => {
    const one = await withEvents({ metrics: { path: '/m1' }, health: { path: '/h1' } });
    const two = await withEvents({ metrics: { path: '/m2' }, health: { path: '/h2' } });
    await Promise.all([
      one.get('/h1').expect(200),
      two.get('/h2').expect(200),
      one.get('/h2').expect(404),
      two.get('/m1').expect(404),
    ]);
    await one.app.close();
    running.splice(running.indexOf(one.app), 1);
    expect((await two.get('/m2').expect(200)).text).toContain('process_cpu_seconds_total');
  });
});

describe('Options from a factory', () => {
  const async = (options: ObservabilityOptions) =>
    start(EventSourcingModule.forRoot(memory), ObservabilityModule.forRootAsync({ useFactory: async () => options }));

  it('say where the routes are', async () => {
    const http = await async({ metrics: { path: '/internal/metrics' }, health: { path: '/internal/health' } });
    await http.get('/internal/health').expect(200);
    await http.get('/internal/health/live').expect(200);
    expect((await http.get('/internal/metrics').expect(200)).text).toContain('ledgerline_storage_up');
    await http.get('/health').expect(404);
    await http.get('/metrics').expect(404);
  });

  it('have the same defaults', async () => {
    const http = await async({});
    await http.get('/health').expect(200);
    expect((await http.get('/metrics').expect(200)).text).toContain('process_cpu_seconds_total');
  });

  it('turn routes off', async () => {
    const http = await async({ metrics: false, health: false });
    await http.get('/metrics').expect(404);
    await http.get('/health').expect(404);
    await http.get('/health/live').expect(404);
  });
});

describe('A shutdown', () => {
  it('lets readiness go down first, and goes on answering for as long as the options say', async () => {
    const http = await withEvents({ health: { shutdownDelay: 2_000 } });
    const closed = http.app.close();
    const { body } = await http.get('/health/ready').expect(503).expect('connection', 'close');
    expect(body.error).toEqual({ application: { status: 'down', reason: 'it is shutting down' } });
    await http.get('/health/live').expect(200);
    await closed;
    running.splice(running.indexOf(http.app), 1);
  });

  it('is not delayed by nonsense', async () => {
    await expect(withEvents({ health: { shutdownDelay: -1 } })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });
});
