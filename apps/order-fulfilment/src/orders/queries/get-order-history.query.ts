import { Query } from '@ledgerline/cqrs';
import type { OrderHistory } from '../answers/order-history.js';

/** Every event of one order. */
export class GetOrderHistory extends Query<OrderHistory> {
  constructor(readonly orderId: string) {
    super();
  }
}
