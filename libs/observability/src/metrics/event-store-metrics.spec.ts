import {
  Aggregate,
  AggregateRoot,
  ConcurrencyException,
  Event,
  EventHandler,
  EventSourcingModule,
  EventStore,
} from '@ledgerline/event-sourcing';
import { Test, type TestingModule } from '@nestjs/testing';
import { Registry } from 'prom-client';
import { EventStoreMetrics } from './event-store-metrics.js';
import { labelFrom } from './label-value.js';

class Counted extends Event {}

@Aggregate({ name: 'counter' })
class Counter extends AggregateRoot {
  count = 0;

  @EventHandler(Counted)
  protected onCounted(_event: Counted): void {
    this.count += 1;
  }
}

interface Watched {
  readonly module: TestingModule;
  readonly store: EventStore;
  readonly registry: Registry;
  readonly end: () => void;
}

async function watchedStore(): Promise<Watched> {
  const module = await Test.createTestingModule({
    imports: [EventSourcingModule.forRoot({ storage: 'memory:' }), EventSourcingModule.forFeature([Counter])],
  }).compile();
  await module.init();
  const store = module.get(EventStore);
  const registry = new Registry();
  return {
    module,
    store,
    registry,
    end: new EventStoreMetrics(
      registry,
      labelFrom((name) => name === 'counter'),
    ).watch(store),
  };
}

async function value(
  registry: Registry,
  name: string,
  labels: Record<string, string> = {},
  part = name,
): Promise<number | undefined> {
  const { values } = await registry.getSingleMetric(name)!.get();
  return (values as { metricName?: string; labels: Record<string, unknown>; value: number }[]).find(
    (sample) =>
      (sample.metricName ?? name) === part && Object.entries(labels).every(([label, wanted]) => sample.labels[label] === wanted),
  )?.value;
}

describe('The metrics of an event store', () => {
  let watched: Watched;

  beforeEach(async () => {
    watched = await watchedStore();
  });
  afterEach(async () => {
    watched.end();
    await watched.module.close();
  });

  it('count appended events by category and type, and time the append', async () => {
    await watched.store.append('counter-1', [new Counted(), new Counted()]);
    await watched.store.append('counter-2', new Counted());
    const { registry } = watched;
    expect(await value(registry, 'ledgerline_events_appended_total', { category: 'counter', type: 'Counted' })).toBe(3);
    const duration = 'ledgerline_append_duration_seconds';
    expect(await value(registry, duration, { outcome: 'ok' }, `${duration}_count`)).toBe(2);
    expect(await value(registry, duration, { outcome: 'ok' }, `${duration}_sum`)).toBeGreaterThan(0);
    expect(await value(registry, 'ledgerline_append_batch_size', {}, 'ledgerline_append_batch_size_sum')).toBe(2);
  });

  it('count a conflict as a conflict, and none of its events', async () => {
    await expect(watched.store.append('counter-1', new Counted(), { expectedVersion: 7 })).rejects.toThrow(ConcurrencyException);
    const { registry } = watched;
    expect(await value(registry, 'ledgerline_concurrency_conflicts_total', { category: 'counter' })).toBe(1);
    const duration = 'ledgerline_append_duration_seconds';
    expect(await value(registry, duration, { outcome: 'conflict' }, `${duration}_count`)).toBe(1);
    expect(await value(registry, 'ledgerline_events_appended_total', { category: 'counter' })).toBeUndefined();
  });

  it('tell loads by replay from loads by snapshot, and count what was folded', async () => {
    const { store, registry } = watched;
    await store.append('counter-1', [new Counted(), new Counted(), new Counted()]);
    await store.load(Counter, '1');
    await store.createSnapshot(Counter, '1');
    await store.append('counter-1', new Counted());
    await store.load(Counter, '1');
    expect(await store.find(Counter, 'nobody')).toBeNull();
    const duration = 'ledgerline_aggregate_load_duration_seconds';
    expect(await value(registry, duration, { category: 'counter', source: 'snapshot' }, `${duration}_count`)).toBe(1);
    expect(await value(registry, duration, { category: 'counter', source: 'replay' }, `${duration}_count`)).toBe(2);
    expect(await value(registry, 'ledgerline_events_replayed_total', { category: 'counter', purpose: 'load' })).toBe(3 + 3 + 1);
    expect(await value(registry, 'ledgerline_snapshots_created_total', { category: 'counter', trigger: 'manual' })).toBe(1);
  });

  it('have one label for all streams of no aggregate, however many names they have', async () => {
    const { store, registry } = watched;
    await Promise.all(Array.from({ length: 500 }, (_, index) => store.append(`visitor${index}-1`, new Counted())));
    await store.append('counter-1', new Counted());
    const { values } = await registry.getSingleMetric('ledgerline_events_appended_total')!.get();
    expect(values.map(({ labels, value: count }) => [labels['category'], count])).toEqual([
      ['other', 500],
      ['counter', 1],
    ]);
  });

  it('leave out what another application of the process does, and what happens after their end', async () => {
    const other = await watchedStore();
    await other.store.append('counter-1', new Counted());
    expect(await value(watched.registry, 'ledgerline_events_appended_total', { category: 'counter' })).toBeUndefined();
    expect(await value(other.registry, 'ledgerline_events_appended_total', { category: 'counter' })).toBe(1);
    other.end();
    await other.store.append('counter-1', new Counted());
    expect(await value(other.registry, 'ledgerline_events_appended_total', { category: 'counter' })).toBe(1);
    await other.module.close();
  });
});
