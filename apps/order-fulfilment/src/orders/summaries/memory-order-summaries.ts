import type { OrderPage } from '../answers/order-summary.js';
import type { OrderStatus } from '../order-status.js';
import type { OrderFilter } from '../queries/list-orders.query.js';
import { OrderList } from './order-list.js';
import { OrderSummaries, type KeptSummary } from './order-summaries.js';

/** Summaries in this process, for an application without a read database: it gets every event anew at each start. */
export class MemoryOrderSummaries extends OrderSummaries {
  readonly #list = new OrderList();

  async add(summary: KeptSummary): Promise<void> {
    this.#list.add(summary);
  }

  async setStatus(orderId: string, status: OrderStatus): Promise<void> {
    this.#list.setStatus(orderId, status);
  }

  async page(filter: OrderFilter): Promise<OrderPage> {
    return this.#list.page(filter);
  }
}
