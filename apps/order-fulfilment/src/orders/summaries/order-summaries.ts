import type { ProjectionContext } from '@ledgerline/cqrs';
import type { OrderPage, OrderSummary } from '../answers/order-summary.js';
import type { OrderStatus } from '../order-status.js';
import type { OrderFilter } from '../queries/list-orders.query.js';

/** What the read model keeps of an order: plain data. */
export type KeptSummary = { readonly [K in keyof OrderSummary]: OrderSummary[K] };

/** The read model behind the list of orders. Inject it by this class; where it is kept follows from the read database. */
export abstract class OrderSummaries {
  /** Called by the projection, as is {@link setStatus}: nobody else writes. */
  abstract add(summary: KeptSummary, context: ProjectionContext): Promise<void>;

  abstract setStatus(orderId: string, status: OrderStatus, context: ProjectionContext): Promise<void>;

  /**
   * Newest first.
   *
   * @throws InvalidOptionException (400) for a cursor that is none
   */
  abstract page(filter: OrderFilter): Promise<OrderPage>;
}
