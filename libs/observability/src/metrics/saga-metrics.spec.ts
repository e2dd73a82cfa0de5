import { NonRetryableError, Saga, SagaModule, SagaRunner, SagaStep } from '@ledgerline/saga';
import { Test, type TestingModule } from '@nestjs/testing';
import { Registry } from 'prom-client';
import { labelFrom } from './label-value.js';
import { registerSagaCensus } from './saga-census-metrics.js';
import { SagaMetrics } from './saga-metrics.js';

interface Trip {
  readonly weather: 'fair' | 'stormy' | 'hopeless' | 'slow';
}

@Saga({ name: 'trip', maxRetries: 1, retryDelay: 1 })
class TripSaga {
  #tries = 0;

  @SagaStep({ compensate: 'unpack' })
  async pack(_trip: Trip): Promise<void> {}
  async unpack(trip: Trip): Promise<void> {
    if (trip.weather === 'hopeless') throw new NonRetryableError('The bag is at sea.');
  }

  @SagaStep()
  async sail({ weather }: Trip): Promise<void> {
    if (weather === 'stormy' && this.#tries++ === 0) throw new Error('Wait for the tide.');
    if (weather === 'hopeless') throw new NonRetryableError('The boat is full.');
  }

  @SagaStep({ timeout: 20, maxRetries: 0 })
  async land({ weather }: Trip): Promise<void> {
    if (weather === 'slow') await new Promise(() => {});
  }
}

interface Watched {
  readonly module: TestingModule;
  readonly runner: SagaRunner;
  readonly registry: Registry;
  readonly end: () => void;
}

async function watched(): Promise<Watched> {
  const module = await Test.createTestingModule({
    imports: [SagaModule.forRoot({ storage: 'memory:', abortGrace: 1 }), SagaModule.forFeature([TripSaga])],
    providers: [TripSaga],
  }).compile();
  await module.init();
  const runner = module.get(SagaRunner);
  const registry = new Registry();
  registerSagaCensus(
    registry,
    () => runner.census(),
    labelFrom((name) => name === 'trip'),
  );
  return { module, runner, registry, end: new SagaMetrics(registry).watch(runner) };
}

/** Every sample of a metric that is not of a bucket, by its labels. */
async function samples(registry: Registry, name: string): Promise<string[]> {
  const text = await registry.getSingleMetricAsString(name);
  return text.split('\n').filter((line) => !line.startsWith('#') && !/_bucket|_sum/.test(line));
}

describe('The metrics of sagas', () => {
  let all: Watched;

  beforeEach(async () => {
    all = await watched();
  });
  afterEach(async () => {
    all.end();
    await all.module.close();
  });

  it('count sagas that start and end, their steps, retries, time-outs and compensations', async () => {
    const { runner, registry } = all;
    await Promise.all(Array.from({ length: 20 }, () => runner.execute(TripSaga, { weather: 'fair' })));
    expect((await runner.execute(TripSaga, { weather: 'stormy' })).status).toBe('completed');
    expect((await runner.execute(TripSaga, { weather: 'slow' })).status).toBe('compensated');
    expect((await runner.execute(TripSaga, { weather: 'hopeless' })).status).toBe('compensation-failed');
    expect(await samples(registry, 'ledgerline_sagas_started_total')).toEqual(['ledgerline_sagas_started_total{saga="trip"} 23']);
    expect(await samples(registry, 'ledgerline_sagas_finished_total')).toEqual([
      'ledgerline_sagas_finished_total{saga="trip",status="completed"} 21',
      'ledgerline_sagas_finished_total{saga="trip",status="compensated"} 1',
      'ledgerline_sagas_finished_total{saga="trip",status="compensation-failed"} 1',
    ]);
    expect(await samples(registry, 'ledgerline_saga_duration_seconds')).toContain(
      'ledgerline_saga_duration_seconds_count{saga="trip",status="completed"} 21',
    );
    expect((await samples(registry, 'ledgerline_saga_steps_total')).toSorted()).toEqual([
      'ledgerline_saga_steps_total{saga="trip",step="land",outcome="ok"} 21',
      'ledgerline_saga_steps_total{saga="trip",step="land",outcome="timeout"} 1',
      'ledgerline_saga_steps_total{saga="trip",step="pack",outcome="ok"} 23',
      'ledgerline_saga_steps_total{saga="trip",step="sail",outcome="failed"} 1',
      'ledgerline_saga_steps_total{saga="trip",step="sail",outcome="ok"} 22',
      'ledgerline_saga_steps_total{saga="trip",step="sail",outcome="retry"} 1',
    ]);
    expect(await samples(registry, 'ledgerline_saga_step_duration_seconds')).toContain(
      'ledgerline_saga_step_duration_seconds_count{saga="trip",step="sail"} 24',
    );
    expect(await samples(registry, 'ledgerline_saga_compensations_total')).toEqual([
      'ledgerline_saga_compensations_total{saga="trip",step="pack",outcome="ok"} 1',
      'ledgerline_saga_compensations_total{saga="trip",step="pack",outcome="failed"} 1',
    ]);
    expect(await samples(registry, 'ledgerline_saga_timeouts_total')).toEqual([
      'ledgerline_saga_timeouts_total{saga="trip",scope="step"} 1',
    ]);
    expect(await samples(registry, 'ledgerline_sagas_active')).toEqual([
      'ledgerline_sagas_active{saga="trip",status="compensation-failed"} 1',
    ]);
    expect(await samples(registry, 'ledgerline_sagas_overdue')).toEqual([]);
  });

  it('leave out the sagas of another application of the process', async () => {
    const other = await watched();
    await other.runner.execute(TripSaga, { weather: 'fair' });
    expect(await samples(all.registry, 'ledgerline_sagas_started_total')).toEqual([]);
    expect(await samples(other.registry, 'ledgerline_sagas_started_total')).toHaveLength(1);
    other.end();
    await other.runner.execute(TripSaga, { weather: 'fair' });
    expect(await samples(other.registry, 'ledgerline_sagas_started_total')).toEqual([
      'ledgerline_sagas_started_total{saga="trip"} 1',
    ]);
    await other.module.close();
  });
});

describe('The census of sagas', () => {
  const census = { active: [] as object[], overdue: [] as object[] };
  const text = async (answer: () => Promise<typeof census>) => {
    const registry = new Registry();
    registerSagaCensus(
      registry,
      answer as never,
      labelFrom((name) => name === 'trip'),
    );
    return [...(await samples(registry, 'ledgerline_sagas_active')), ...(await samples(registry, 'ledgerline_sagas_overdue'))];
  };

  it('has one label for the sagas of other applications on the store', async () => {
    const foreign = Array.from({ length: 200 }, (_, index) => ({ saga: `foreign-${index}`, status: 'waiting', count: 2 }));
    const overdue = [
      { saga: 'trip', reason: 'one', count: 1 },
      { saga: 'trip', reason: 'two', count: 2 },
    ];
    expect(await text(async () => ({ active: foreign, overdue }))).toEqual([
      'ledgerline_sagas_active{saga="other",status="waiting"} 400',
      'ledgerline_sagas_overdue{saga="trip"} 3',
    ]);
  });

  it('tells nothing while the store does not', async () => {
    expect(await text(() => Promise.reject(new Error('away')))).toEqual([]);
  });
});
