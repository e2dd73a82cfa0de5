import { Event, EventType } from '@ledgerline/event-sourcing';
import type { OrderItem } from '../order-item.js';

/** A customer has placed an order. */
@EventType({ name: 'OrderCreated', version: 1 })
export class OrderCreated extends Event {
  constructor(
    readonly orderId: string,
    readonly customerId: string,
    readonly items: readonly OrderItem[],
    readonly address?: string,
  ) {
    super();
  }
}
