import { QueryHandler, type IQueryHandler } from '@ledgerline/cqrs';
import type { OrderPage } from '../answers/order-summary.js';
import { OrderSummaries } from '../summaries/order-summaries.js';
import { ListOrders } from './list-orders.query.js';

@QueryHandler(ListOrders)
export class ListOrdersHandler implements IQueryHandler<ListOrders> {
  constructor(private readonly summaries: OrderSummaries) {}

  execute({ filter }: ListOrders): Promise<OrderPage> {
    return this.summaries.list(filter);
  }
}
