import { setTimeout as pause } from 'node:timers/promises';
import { NonRetryableError, Saga, SagaStep, type StepContext } from '@ledgerline/saga';
import { Ledger } from './ledger.js';

/** What a booking is to do. */
export interface Booking {
  fails?: boolean;
  /** Milliseconds that each step takes. */
  pace?: number;
  /** Milliseconds that the second step takes. */
  long?: number;
  /** Ends its process, always. */
  isPoison?: boolean;
  blocks?: number;
  rooms?: number;
}

/** Three steps with compensations, each of which books its calls. */
@Saga({ name: 'booking', timeout: 0, maxRetries: 2, retryDelay: 20 })
export class BookingSaga {
  constructor(private readonly ledger: Ledger) {}

  @SagaStep({ compensate: 'cancelRoom' })
  async room(context: Booking, step: StepContext): Promise<string> {
    if (context.isPoison) process.kill(process.pid, 'SIGKILL');
    context.rooms = (context.rooms ?? 0) + 1;
    await this.#call(context, step);
    return 'room 7';
  }
  async cancelRoom(context: Booking, step: StepContext): Promise<void> {
    await this.#call(context, step);
  }

  @SagaStep({ compensate: 'cancelCar' })
  async car(context: Booking, step: StepContext): Promise<void> {
    console.log(`in ${step.sagaId} car`);
    if (context.blocks) for (const end = Date.now() + context.blocks; Date.now() < end;);
    if (context.long) await this.#endure(context.long, step);
    await this.#call(context, step);
  }
  async cancelCar(context: Booking, step: StepContext): Promise<void> {
    await this.#call(context, step);
  }

  @SagaStep({ compensate: 'cancelFlight' })
  async flight(context: Booking, step: StepContext): Promise<void> {
    if (context.fails) throw new NonRetryableError('no seats');
    await this.#call(context, step);
  }
  async cancelFlight(context: Booking, step: StepContext): Promise<void> {
    await this.#call(context, step);
  }

  async #call({ pace = 0 }: Booking, step: StepContext): Promise<void> {
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
