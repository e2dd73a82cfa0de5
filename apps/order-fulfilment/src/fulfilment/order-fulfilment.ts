import { Injectable } from '@nestjs/common';
import { EventStore } from '@ledgerline/event-sourcing';
import { SagaRunner, type SagaResult } from '@ledgerline/saga';
import { Order } from '../orders/order.aggregate.js';
import { OrderFulfilmentSaga, type OrderFulfilmentContext } from './order-fulfilment.saga.js';

/** Starts the fulfilment of an order, once; whoever asks again joins the run. */
@Injectable()
export class OrderFulfilment {
  constructor(
    private readonly store: EventStore,
    private readonly sagas: SagaRunner,
  ) {}

  /**
   * Resolves when the fulfilment has come to its end, good or bad.
   *
   * @throws AggregateNotFoundException (404) when there is no such order
   * @throws OrderCancelledException, OrderAlreadyShippedException (409) when the order ended before its fulfilment began
   * @throws SagaConflictException (409) when it was asked for with other data before
   */
  async fulfil(context: OrderFulfilmentContext): Promise<SagaResult<OrderFulfilmentContext>> {
    const id = fulfilmentId(context.orderId);
    const order = await this.store.load(Order, context.orderId);
    // An order that this very fulfilment has shipped is closed, too; then the request joins the run and gets its result.
    if (order.status !== 'created' && !(await this.sagas.get(id))) order.assertOpen('fulfilled');
    return this.sagas.execute(OrderFulfilmentSaga, context, { id });
  }
}

/** The one fulfilment of an order. */
export function fulfilmentId(orderId: string): string {
  return `order-fulfilment-${orderId}`;
}
