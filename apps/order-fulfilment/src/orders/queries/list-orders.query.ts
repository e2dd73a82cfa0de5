import { Query } from '@ledgerline/cqrs';
import type { OrderPage } from '../answers/order-summary.js';
import type { OrderStatus } from '../order-status.js';

/** Which orders to list, and how many at a time. */
export interface OrderFilter {
  readonly customerId?: string;
  readonly status?: OrderStatus;
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

/** A page of the list of orders, newest first. */
export class ListOrders extends Query<OrderPage> {
  constructor(readonly filter: OrderFilter) {
    super();
  }
}
