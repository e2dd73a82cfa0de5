import { Query } from '@ledgerline/cqrs';
import type { OrderView } from '../answers/order-view.js';

/** One order as it stands now. */
export class GetOrder extends Query<OrderView> {
  constructor(readonly orderId: string) {
    super();
  }
}
