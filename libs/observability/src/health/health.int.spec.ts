import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { CqrsModule } from '@ledgerline/cqrs';
import { Event, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { eventually, FaultProxy, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { Saga, SagaModule, SagaRunner, SagaStep } from '@ledgerline/saga';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { ObservabilityModule } from '../observability.module.js';

class Ticked extends Event {}

@Saga({ name: 'clockwork' })
class ClockworkSaga {
  @SagaStep()
  async tick(_context: object): Promise<void> {}
}

const PATIENCE = { timeout: 30_000 };

describe('Health tells what is the matter', () => {
  let database: FreshDatabase;
  const running = new Set<INestApplication>();
  const proxies: FaultProxy[] = [];

  const start = async (imports: DynamicModule[], providers: Type[] = []) => {
    const module = await Test.createTestingModule({ imports: [...imports, ObservabilityModule.forRoot()], providers }).compile();
    const app = module.createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    running.add(app);
    const health = async () => (await request(app.getHttpServer()).get('/health')).body as { details: Record<string, object> };
    const metrics = async () => (await request(app.getHttpServer()).get('/metrics')).text;
    return { app, health, metrics };
  };
  const stop = async (app: INestApplication) => {
    running.delete(app);
    await app.close();
  };

  const proxyTo = async (url: string) => {
    const proxy = await FaultProxy.start(url);
    proxies.push(proxy);
    return proxy;
  };
  const stopAll = async () => {
    await Promise.all([...running].map(stop));
    await Promise.all(proxies.splice(0).map((proxy) => proxy.stop()));
  };

  beforeEach(async () => {
    database = await freshDatabase('postgres');
  }, 60_000);
  afterEach(async () => {
    await stopAll();
    await database.drop();
  }, 60_000);

  it('of a head of the log that a transaction holds back: whose it is, and how old', async () => {
    const { app, health, metrics } = await start([
      EventSourcingModule.forRoot({ storage: database.url }),
      EventSourcingModule.forFeature({ events: [Ticked] }),
    ]);
    const application = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    await application.transaction(async (manager) => {
      const [{ pid }] = await manager.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
      await app.get(EventStore).append('clock-1', new Ticked(), { manager });
      await eventually(async () => {
        const { details } = await health();
        expect(details['eventStore']).toEqual({
          status: 'up',
          latency: expect.any(Number),
          heldBack: { pid, seconds: expect.any(Number) },
        });
      }, PATIENCE);
      expect(await metrics()).toMatch(/^ledgerline_head_held_back_seconds [1-9]\d*$/m);
    });
    await application.destroy();
    await eventually(async () => expect((await health()).details['eventStore']).not.toHaveProperty('heldBack'), PATIENCE);
    expect(await metrics()).toMatch(/^ledgerline_head_held_back_seconds 0$/m);
  }, 120_000);

  it('of sagas that are due and that no node takes', async () => {
    const sagas = SagaModule.forRoot({ storage: database.url });
    const first = await start([sagas, SagaModule.forFeature([ClockworkSaga])], [ClockworkSaga]);
    await first.app.get(SagaRunner).start(ClockworkSaga, {}, { delay: 60_000 });
    await stop(first.app);
    const admin = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    await admin.query(`UPDATE ledgerline.sagas SET next_at = now() - interval '1 hour'`);
    await admin.destroy();
    const second = await start([SagaModule.forRoot({ storage: database.url })]);
    await eventually(async () => {
      const { details } = await second.health();
      expect(details['sagaStore']).toMatchObject({
        status: 'up',
        overdue: [{ saga: 'clockwork', reason: expect.any(String), count: 1 }],
      });
    }, PATIENCE);
    expect(await second.metrics()).toMatch(/^ledgerline_sagas_overdue\{saga="other"\} 1$/m);
  }, 120_000);

  it('of a read database that is away: metrics know it apart from the others', async () => {
    const read = await freshDatabase('postgres');
    const proxy = await proxyTo(read.url);
    const { metrics } = await start([
      EventSourcingModule.forRoot({ storage: database.url }),
      CqrsModule.forRoot({ read: proxy.url }),
    ]);
    const ups = async () =>
      Object.fromEntries(
        [...(await metrics()).matchAll(/^ledgerline_storage_up\{store="(\w+)"\} (\d)$/gm)].map(([, ...up]) => up),
      );
    await eventually(async () => expect(await ups()).toEqual({ events: '1', read: '1' }), PATIENCE);
    await proxy.refuse();
    await eventually(async () => expect(await ups()).toEqual({ events: '1', read: '0' }), PATIENCE);
    await proxy.accept();
    await eventually(async () => expect(await ups()).toEqual({ events: '1', read: '1' }), PATIENCE);
    await stopAll();
    await read.drop();
  }, 120_000);

  it('takes no connection for each question, and has an answer within a second when the store has none', async () => {
    const proxy = await proxyTo(database.url);
    const { health } = await start([EventSourcingModule.forRoot({ storage: proxy.url })]);
    await health();
    const before = proxy.openConnections;
    for (let round = 0; round < 30; round++) await Promise.all([health(), health(), health()]);
    expect(proxy.openConnections).toBeLessThanOrEqual(before + 2);
    proxy.silence();
    const startedAt = performance.now();
    const { details } = await health();
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(details['eventStore']).toEqual({ status: 'down', reason: 'no answer within 1000 ms' });
    const silenced = proxy.openConnections;
    for (let round = 0; round < 5; round++) await Promise.all(Array.from({ length: 8 }, health));
    // The pool tries anew, and the server is asked for a sign of life; the forty checks themselves share one question at a time.
    expect(proxy.openConnections).toBeLessThanOrEqual(silenced + 10);
    proxy.resume();
    await eventually(async () => expect((await health()).details['eventStore']).toMatchObject({ status: 'up' }), PATIENCE);
  }, 120_000);
});
