import { Saga, SagaStep } from '@ledgerline/saga';
import { StepCount } from './three-steps.js';

/** What the saga keeps. */
export interface OrderContext {
  readonly orderId: string;
}

/** Three steps that cost nothing: what is measured is what makes them durable. */
@Saga({ name: 'order' })
export class OrderSaga {
  constructor(private readonly count: StepCount) {}

  @SagaStep()
  reserveInventory(_context: OrderContext): Promise<void> {
    return this.count.step();
  }

  @SagaStep()
  chargePayment(_context: OrderContext): Promise<void> {
    return this.count.step();
  }

  @SagaStep()
  shipOrder(_context: OrderContext): Promise<void> {
    return this.count.step();
  }
}
