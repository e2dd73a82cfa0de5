import { setTimeout as pause } from 'node:timers/promises';
import { NonRetryableError, Saga, SagaStep, SagaWait, type StepContext } from '@ledgerline/saga';
import { Ledger } from './ledger.js';

/** What a booking is to do. */
export interface Booking {
  fails?: boolean;
  /** Milliseconds that each step takes. */
  pace?: number;
  /** Milliseconds that the second step takes, unless its node has a quick provider. */
  long?: number;
  /** Ends its process, always. */
  isPoison?: boolean;
  /** Attempts of the second step that fail first, after they were booked. */
  flaky?: number;
  blocks?: number;
  rooms?: number;
}

/** Three steps with compensations, each of which books its calls. */
export class Bookings {
  constructor(protected readonly ledger: Ledger) {}

  @SagaStep({ compensate: 'cancelRoom', order: 1 })
  async room(context: Booking, step: StepContext): Promise<string> {
    if (context.isPoison) process.kill(process.pid, 'SIGKILL');
    context.rooms = (context.rooms ?? 0) + 1;
    await this.call(context, step);
    return 'room 7';
  }
  async cancelRoom(context: Booking, step: StepContext): Promise<void> {
    await this.call(context, step);
  }

  @SagaStep({ compensate: 'cancelCar', order: 2 })
  async car(context: Booking, step: StepContext): Promise<void> {
    console.log(`in ${step.sagaId} car`);
    if (context.blocks) for (const end = Date.now() + context.blocks; Date.now() < end;);
    if (context.long && !this.ledger.isQuick) await this.#endure(context.long, step);
    await this.call(context, step);
    if (step.attempt <= (context.flaky ?? 0)) throw new Error('try again');
  }
  async cancelCar(context: Booking, step: StepContext): Promise<void> {
    await this.call(context, step);
  }

  @SagaStep({ compensate: 'cancelFlight', order: 3 })
  async flight(context: Booking, step: StepContext): Promise<void> {
    if (context.fails) throw new NonRetryableError('no seats');
    await this.call(context, step);
  }
  async cancelFlight(context: Booking, step: StepContext): Promise<void> {
    await this.call(context, step);
  }

  protected async call({ pace = 0 }: Booking, step: StepContext): Promise<void> {
    if (pace > 0) await pause(pace, undefined, { signal: step.signal });
    const name = step.idempotencyKey.split('/').at(-1)!;
    await this.ledger.note(step.idempotencyKey, step.sagaId, name, step.inDoubt);
  }

  async #endure(long: number, step: StepContext): Promise<void> {
    try {
      await pause(long, undefined, { signal: step.signal });
    } catch (error) {
      console.log(`aborted ${step.sagaId} ${(step.signal.reason as Error).message}`);
      throw error;
    }
  }
}

@Saga({ name: 'booking', timeout: 0, maxRetries: 2, retryDelay: 20 })
export class BookingSaga extends Bookings {
  constructor(ledger: Ledger) {
    super(ledger);
  }
}

/** The same under another name: a node leaves sagas alone whose names it does not know. */
export function bookingSaga(name: string): typeof BookingSaga {
  @Saga({ name, timeout: 0, maxRetries: 2, retryDelay: 400 })
  class NamedBookingSaga extends Bookings {
    constructor(ledger: Ledger) {
      super(ledger);
    }
  }
  return NamedBookingSaga;
}

/** The same with a wait for a signal in the middle. */
export function awaitingSaga(name: string): typeof BookingSaga {
  @Saga({ name, timeout: 0, maxRetries: 2, retryDelay: 20 })
  class NamedAwaitingSaga extends Bookings {
    constructor(ledger: Ledger) {
      super(ledger);
    }
    @SagaWait({ signal: 'confirm', order: 1.5 })
    async confirm(context: Booking, _payload: unknown, step: StepContext): Promise<void> {
      await this.call(context, step);
    }
  }
  return NamedAwaitingSaga;
}
