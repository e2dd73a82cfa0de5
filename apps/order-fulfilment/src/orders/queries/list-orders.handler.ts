import { QueryHandler, UseMiddleware, type IQueryHandler } from '@ledgerline/cqrs';
import type { OrderPage } from '../answers/order-summary.js';
import { OrderSummaries } from '../summaries/order-summaries.js';
import { UpToDateSummaries } from '../summaries/up-to-date-summaries.middleware.js';
import { ListOrders } from './list-orders.query.js';

@QueryHandler(ListOrders)
@UseMiddleware(UpToDateSummaries)
export class ListOrdersHandler implements IQueryHandler<ListOrders> {
  constructor(private readonly summaries: OrderSummaries) {}

  execute({ filter }: ListOrders): Promise<OrderPage> {
    return this.summaries.page(filter);
  }
}
