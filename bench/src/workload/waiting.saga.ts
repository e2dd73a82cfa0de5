import { Saga, SagaDelay, SagaStep, SagaWait } from '@ledgerline/saga';

/** What a saga that only waits keeps. */
export interface WaitingContext {
  readonly orderId: string;
}

/** Waits for a signal that does not come. */
@Saga({ name: 'waiting', timeout: 0 })
export class WaitingSaga {
  @SagaWait({ signal: 'payment', timeout: 7 * 86_400_000 })
  async paid(_context: WaitingContext, _payload: unknown): Promise<void> {}
}

/** Milliseconds after which the timer of a {@link TimerSaga} is due. */
export const TIMER = 3_000;

/** Tells how late each timer was. */
export class Lateness {
  readonly times: number[] = [];
}

/** What a saga with a timer keeps. */
export interface TimerContext {
  due?: number;
}

/** Notes when its timer is due, and how much later it went on. */
@Saga({ name: 'timer', timeout: 0 })
export class TimerSaga {
  constructor(private readonly lateness: Lateness) {}

  @SagaStep()
  async begin(context: TimerContext): Promise<void> {
    context.due = Date.now() + TIMER;
  }

  @SagaDelay(TIMER)
  async goOn(context: TimerContext): Promise<void> {
    this.lateness.times.push(Date.now() - context.due!);
  }
}
