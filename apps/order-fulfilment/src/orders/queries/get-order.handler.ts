import { QueryHandler, type IQueryHandler } from '@ledgerline/cqrs';
import { EventStore } from '@ledgerline/event-sourcing';
import type { OrderView } from '../answers/order-view.js';
import type { OrderStatus } from '../order-status.js';
import { Order } from '../order.aggregate.js';
import { GetOrder } from './get-order.query.js';

/** Reads the aggregate itself, so the answer is never older than a command that was acknowledged. */
@QueryHandler(GetOrder)
export class GetOrderHandler implements IQueryHandler<GetOrder> {
  constructor(private readonly store: EventStore) {}

  async execute({ orderId }: GetOrder): Promise<OrderView> {
    const { id, customerId, status, items, trackingNumber, version } = await this.store.load(Order, orderId);
    const view = { id, customerId, status: status as OrderStatus, items, version };
    return trackingNumber === undefined ? view : { ...view, trackingNumber };
  }
}
