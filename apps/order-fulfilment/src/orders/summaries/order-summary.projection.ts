import { Projection, type ProjectionContext } from '@ledgerline/cqrs';
import { EventHandler } from '@ledgerline/event-sourcing';
import { OrderCancelled } from '../events/order-cancelled.event.js';
import { OrderCreated } from '../events/order-created.event.js';
import { OrderShipped } from '../events/order-shipped.event.js';
import { orderTotal } from '../order-item.js';
import { OrderSummaries } from './order-summaries.js';
import { OrderSummaryRow } from './order-summary.row.js';

/** Name under which the list of orders is paused, rebuilt and waited for. */
export const ORDER_SUMMARY = 'order-summary';

/** Makes the list of orders from their events. */
@Projection({ name: ORDER_SUMMARY, version: 1, entities: [OrderSummaryRow] })
export class OrderSummaryProjection {
  constructor(private readonly summaries: OrderSummaries) {}

  @EventHandler(OrderCreated)
  async onCreated({ orderId: id, customerId, items }: OrderCreated, context: ProjectionContext): Promise<void> {
    const itemCount = items.reduce((count, { quantity }) => count + quantity, 0);
    const createdAt = context.recorded.recordedAt.toISOString();
    await this.summaries.add({ id, customerId, status: 'created', total: orderTotal(items), itemCount, createdAt }, context);
  }

  @EventHandler(OrderShipped)
  async onShipped({ orderId }: OrderShipped, context: ProjectionContext): Promise<void> {
    await this.summaries.setStatus(orderId, 'shipped', context);
  }

  @EventHandler(OrderCancelled)
  async onCancelled({ orderId }: OrderCancelled, context: ProjectionContext): Promise<void> {
    await this.summaries.setStatus(orderId, 'cancelled', context);
  }
}
