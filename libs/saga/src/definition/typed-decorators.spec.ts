import { Event } from '@ledgerline/event-sourcing';
import type { SagaRunner } from '../saga-runner.js';
import { Saga } from './saga.decorator.js';
import { SagaDelay } from './saga-delay.decorator.js';
import { SagaStep } from './saga-step.decorator.js';
import { SagaWait } from './saga-wait.decorator.js';
import { StartSaga } from './start-saga.decorator.js';
import type { StepContext } from './step-context.js';

interface Ctx {
  orderId: string;
  total?: number;
}

class Placed extends Event {
  constructor(readonly orderId: string) {
    super();
  }
}

@Saga({ name: 'typed' })
@StartSaga(Placed, ({ orderId }) => ({ orderId }))
class TypedSaga {
  @SagaStep({ compensate: 'undo' })
  async first(_context: Ctx, _step: StepContext): Promise<number> {
    return 1;
  }
  async undo(_context: Ctx, _step: StepContext<number>): Promise<void> {}

  @SagaWait({ signal: 'paid' })
  async paid(_context: Ctx, _payload: { amount: number }, _step: StepContext): Promise<void> {}

  @SagaDelay(10)
  async later(): Promise<void> {}
}

// The directives below are the assertions: the type check fails when one of them is not needed any more.
class Mistakes {
  // @ts-expect-error there is no such method
  @SagaStep({ compensate: 'nobody' })
  async one(_context: Ctx): Promise<void> {}

  // @ts-expect-error the compensation takes another context
  @SagaStep({ compensate: 'undoOther' })
  async two(_context: Ctx): Promise<void> {}
  async undoOther(_context: { other: string }): Promise<void> {}

  // @ts-expect-error the compensation expects another result than the step returns
  @SagaStep({ compensate: 'undoWithResult' })
  async six(_context: Ctx): Promise<{ paymentId: string }> {
    return { paymentId: '1' };
  }
  async undoWithResult(_context: Ctx, _step: StepContext<{ reservationId: string }>): Promise<void> {}

  // @ts-expect-error a step is async
  @SagaStep()
  three(_context: Ctx): void {}

  // @ts-expect-error the second parameter is the step's context
  @SagaStep()
  async four(_context: Ctx, _second: number): Promise<void> {}

  // @ts-expect-error there is no such option
  @SagaStep({ retries: 3 })
  async five(_context: Ctx): Promise<void> {}
}

async function typed(runner: SagaRunner): Promise<void> {
  const result = await runner.execute(TypedSaga, { orderId: '1' });
  const total: number | undefined = result.context.total;
  // @ts-expect-error a field is missing
  await runner.execute(TypedSaga, {});
  // @ts-expect-error a field is of another type
  await runner.start(TypedSaga, { orderId: 1 });
  // @ts-expect-error a field is unknown
  await runner.start(TypedSaga, { orderId: '1', unknown: total });
}

// @ts-expect-error the mapping gives another context
@StartSaga(Placed, () => ({ other: 1 }))
class WronglyStarted {
  @SagaStep()
  async one(_context: Ctx): Promise<void> {}
}

describe('The decorators of sagas', () => {
  it('are checked by the compiler, here and in whoever uses them', () => {
    expect([TypedSaga, Mistakes, WronglyStarted, typed]).toHaveLength(4);
  });
});
