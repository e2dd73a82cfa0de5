import { Injectable, Logger } from '@nestjs/common';
import { NonRetryableError, Saga, SagaDelay, SagaStep, SagaWait, type StepContext } from '@ledgerline/saga';
import { crashAtEveryMoment } from './crash-at-every-moment.js';
import { createSagaHarness } from './create-saga-harness.js';

interface Trip {
  readonly traveller: string;
  flight?: string;
  paid?: number;
}

/** Books once for each key, as a good service does; without one it books again. */
@Injectable()
class Agency {
  readonly done: string[] = [];
  readonly #keys = new Set<string>();
  hangs = false;

  async perform(what: string, key?: string): Promise<string> {
    if (this.hangs) await new Promise(() => undefined);
    if (key === undefined || !this.#keys.has(key)) this.done.push(what);
    if (key !== undefined) this.#keys.add(key);
    return what;
  }
}

@Saga({ name: 'trip', timeout: 0 })
class TripSaga {
  constructor(readonly agency: Agency) {}

  @SagaStep({ compensate: 'cancelFlight', maxRetries: 3, retryDelay: 1_000, backoff: 2 })
  async bookFlight(context: Trip, { idempotencyKey }: StepContext): Promise<void> {
    context.flight = await this.agency.perform('flight', idempotencyKey);
  }
  async cancelFlight(_context: Trip, { idempotencyKey }: StepContext): Promise<void> {
    await this.agency.perform('no flight', idempotencyKey);
  }

  @SagaStep({ compensate: 'cancelHotel', maxRetries: 1, retryDelay: 1_000, timeout: 10_000 })
  async bookHotel(_context: Trip, { idempotencyKey }: StepContext): Promise<void> {
    await this.agency.perform('hotel', idempotencyKey);
  }
  async cancelHotel(_context: Trip, { idempotencyKey }: StepContext): Promise<void> {
    await this.agency.perform('no hotel', idempotencyKey);
  }

  @SagaStep({ maxRetries: 0 })
  async confirm(_context: Trip, { idempotencyKey }: StepContext): Promise<void> {
    await this.agency.perform('confirmed', idempotencyKey);
  }
}

@Saga({ name: 'visa', timeout: 0 })
class VisaSaga {
  @SagaStep()
  async apply(_context: Trip): Promise<void> {}

  @SagaWait({ signal: 'granted', timeout: 30 * 86_400_000 })
  async granted(context: Trip, fee: number): Promise<void> {
    context.paid = fee;
  }

  @SagaDelay(86_400_000)
  async collect(_context: Trip): Promise<void> {}
}

@Saga({ name: 'careless', timeout: 0 })
class CarelessSaga {
  constructor(readonly agency: Agency) {}

  @SagaStep()
  async book(_context: Trip): Promise<void> {
    await this.agency.perform('flight');
  }
}

const trip: Trip = { traveller: 'Ada' };
const open: { close(): Promise<void> }[] = [];
const tripHarness = async () => {
  const harness = await createSagaHarness(TripSaga, { providers: [Agency] });
  open.push(harness);
  return harness;
};
const visaHarness = async () => {
  const harness = await createSagaHarness(VisaSaga);
  open.push(harness);
  return harness;
};
beforeEach(() => jest.spyOn(Logger.prototype, 'error').mockImplementation());
afterEach(async () => {
  for (const harness of open.splice(0)) await harness.close();
});

describe('the saga harness', () => {
  it('runs a saga to its end, with its dependencies and its context', async () => {
    const harness = await tripHarness();
    const result = await harness.execute(trip);
    expect(result).toEqual({
      id: 'saga-1',
      status: 'completed',
      success: true,
      stepsCompleted: ['bookFlight', 'bookHotel', 'confirm'],
      context: { traveller: 'Ada', flight: 'flight' },
    });
    expect(harness.saga.agency.done).toEqual(['flight', 'hotel', 'confirmed']);
  });

  it('lets a step fail as often as it is told, and retries in virtual time', async () => {
    const harness = await tripHarness();
    const began = harness.clock.now();
    harness.failAt('bookFlight', { times: 3, error: new Error('no line') });
    expect((await harness.execute(trip)).status).toBe('completed');
    const flights = harness.calls.filter(({ method }) => method === 'bookFlight');
    expect(flights.map(({ attempt, hasRun, at }) => [attempt, hasRun, Math.floor((at.getTime() - began) / 1_000)])).toEqual([
      [1, false, 0],
      [2, false, 1],
      [3, false, 3],
      [4, true, 7],
    ]);
    expect(new Set(flights.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it('compensates in reverse order, and tells what is in doubt', async () => {
    const harness = await tripHarness();
    harness.failAt('bookHotel', { times: Infinity, when: 'after' });
    const result = await harness.execute(trip);
    expect(result).toMatchObject({ status: 'compensated', failedStep: 'bookHotel' });
    expect(harness.ran).toEqual(['bookFlight', 'bookHotel', 'bookHotel', 'cancelHotel', 'cancelFlight']);
    expect(harness.calls.map(({ inDoubt }) => inDoubt)).toEqual([false, false, false, true, false]);
    expect(harness.saga.agency.done).toEqual(['flight', 'hotel', 'no hotel', 'no flight']);
  });

  it('lets a compensation fail, too, until a person must look', async () => {
    const harness = await tripHarness();
    harness.failAt('confirm', { error: new NonRetryableError('sold out') }).failAt('cancelHotel', { times: Infinity });
    await expect(harness.execute(trip)).resolves.toMatchObject({ status: 'compensation-failed' });
    expect((await harness.view()).stepsToCompensate).toContain('bookHotel');
  });

  it.each([
    ['before', ['bookFlight', 'bookHotel', 'confirm']],
    ['after', ['bookFlight', 'bookHotel', 'bookHotel', 'confirm']],
    ['recorded', ['bookFlight', 'bookHotel', 'confirm']],
  ] as const)('lets the process die %s a step, and another one go on', async (moment, ran) => {
    const harness = await tripHarness();
    harness.crashAt('bookHotel', moment);
    expect((await harness.execute(trip)).status).toBe('completed');
    expect(harness.deaths).toBe(1);
    expect(harness.ran).toEqual(ran);
    expect(harness.saga.agency.done).toEqual(['flight', 'hotel', 'confirmed']);
  });

  it('lets the process die in a compensation', async () => {
    const harness = await tripHarness();
    harness.failAt('confirm').crashAt('cancelHotel', 'after').crashAt('cancelFlight', 'before');
    expect((await harness.execute(trip)).status).toBe('compensated');
    expect(harness.deaths).toBe(2);
    expect(harness.ran.slice(2)).toEqual(['cancelHotel', 'cancelHotel', 'cancelFlight']);
  });

  it('lets a step that hangs run into its time-out', async () => {
    const harness = await tripHarness();
    harness.saga.agency.hangs = true;
    const began = harness.clock.now();
    await expect(harness.execute(trip)).resolves.toMatchObject({ status: 'compensation-failed', failedStep: 'bookFlight' });
    expect(harness.clock.now() - began).toBeGreaterThanOrEqual(8 * 60_000);
  }, 30_000);

  it('waits for signals and rests for days without waiting for them', async () => {
    const harness = await visaHarness();
    await harness.start(trip);
    expect(await harness.view()).toMatchObject({ status: 'waiting', waitingFor: 'granted' });
    await harness.advance(20 * 86_400_000);
    await harness.signal('granted', 80);
    expect(await harness.view()).toMatchObject({ status: 'waiting', context: { paid: 80 } });
    const result = await harness.finish();
    expect(result).toMatchObject({ status: 'completed', context: { paid: 80 } });
    expect(harness.clock.now() - Date.UTC(2030, 0, 1)).toBeGreaterThanOrEqual(21 * 86_400_000);
  });

  it('goes on after a crash in the middle of a rest', async () => {
    const harness = await visaHarness();
    await harness.start(trip);
    await harness.crash();
    await harness.signal('granted', 80);
    await harness.crash();
    await expect(harness.finish()).resolves.toMatchObject({ status: 'completed' });
    expect(harness.deaths).toBe(2);
  });

  it('lets a wait that nobody signals run into its time-out', async () => {
    const harness = await visaHarness();
    await expect(harness.execute(trip)).resolves.toMatchObject({ success: false, failedStep: 'granted' });
  });

  it('cancels', async () => {
    const harness = await visaHarness();
    await harness.start(trip, { id: 'visa-7' });
    await harness.cancel('stays at home');
    await expect(harness.finish()).resolves.toMatchObject({ id: 'visa-7', status: 'cancelled' });
  });

  it('says what is wrong with a test', async () => {
    const harness = await tripHarness();
    expect(() => harness.failAt('bookTrain' as never)).toThrow(
      /no step or compensation "bookTrain"; it has: bookFlight, cancelFlight/,
    );
    await expect(harness.view()).rejects.toThrow(/start one/);
    @Saga({ name: 'patient', timeout: 0 })
    class Patient {
      @SagaWait({ signal: 'go', timeout: 0 })
      async go(_context: Trip): Promise<void> {}
    }
    const patient = await createSagaHarness(Patient);
    await expect(patient.execute(trip)).rejects.toThrow(/waits for the signal "go"/);
    await patient.close();
  });
});

describe('a crash at every moment', () => {
  const openTrip = () => createSagaHarness(TripSaga, { providers: [Agency] });

  it('leaves the effects of a saga that passes its keys on as they should be, done or undone', async () => {
    const moments = await crashAtEveryMoment(openTrip, trip, ({ status }, { saga }) => {
      expect(status).toBe('completed');
      expect(saga.agency.done).toEqual(['flight', 'hotel', 'confirmed']);
    });
    expect(moments).toBeGreaterThanOrEqual(9);
    const refused = async () => (await openTrip()).failAt('confirm', { times: Infinity });
    await crashAtEveryMoment(refused, trip, ({ status }, { saga }) => {
      expect(status).toBe('compensated');
      expect(saga.agency.done).toEqual(['flight', 'hotel', 'no hotel', 'no flight']);
    });
  }, 60_000);

  it('finds the moment at which a careless saga does something twice', async () => {
    const found = crashAtEveryMoment(
      () => createSagaHarness(CarelessSaga, { providers: [Agency] }),
      trip,
      (_result, { saga }) => {
        expect(saga.agency.done).toEqual(['flight']);
      },
    );
    await expect(found).rejects.toThrow(/When the process died at moment \d+: /);
  }, 60_000);
});
