import { Aggregate, AggregateRoot, EventHandler } from '@ledgerline/event-sourcing';
import { OrderCancelled } from './events/order-cancelled.event.js';
import { OrderCreated } from './events/order-created.event.js';
import { OrderShipped } from './events/order-shipped.event.js';
import { OrderAlreadyShippedException } from './exceptions/order-already-shipped.exception.js';
import { OrderCancelledException } from './exceptions/order-cancelled.exception.js';
import type { OrderItem } from './order-item.js';
import type { OrderStatus } from './order-status.js';

/** An order: created, then shipped or cancelled, once. */
@Aggregate({ name: 'order', snapshotEvery: 100 })
export class Order extends AggregateRoot {
  customerId = '';
  status: OrderStatus | 'new' = 'new';
  items: readonly OrderItem[] = [];
  address?: string;
  trackingNumber?: string;

  static create(id: string, customerId: string, items: readonly OrderItem[], address?: string): Order {
    const order = new Order(id);
    order.apply(new OrderCreated(id, customerId, items, address));
    return order;
  }

  /** @throws OrderCancelledException, OrderAlreadyShippedException (409) */
  ship(trackingNumber: string): void {
    this.assertOpen('shipped');
    this.apply(new OrderShipped(this.id, trackingNumber));
  }

  /** @throws OrderCancelledException, OrderAlreadyShippedException (409) */
  cancel(reason: string): void {
    this.assertOpen('cancelled');
    this.apply(new OrderCancelled(this.id, reason));
  }

  /**
   * @param action what is to be done, as the rest of "the order cannot be …"
   * @throws OrderCancelledException, OrderAlreadyShippedException (409) when the order has come to its end
   */
  assertOpen(action: string): void {
    if (this.status === 'cancelled') throw new OrderCancelledException(this.id, action);
    if (this.status === 'shipped') throw new OrderAlreadyShippedException(this.id, this.trackingNumber, action);
  }

  @EventHandler(OrderCreated)
  protected onCreated({ customerId, items, address }: OrderCreated): void {
    this.status = 'created';
    this.customerId = customerId;
    this.items = items;
    this.address = address;
  }

  @EventHandler(OrderShipped)
  protected onShipped({ trackingNumber }: OrderShipped): void {
    this.status = 'shipped';
    this.trackingNumber = trackingNumber;
  }

  @EventHandler(OrderCancelled)
  protected onCancelled(_event: OrderCancelled): void {
    this.status = 'cancelled';
  }
}
