import type { RecordedEvent } from '@ledgerline/event-sourcing';
import type { OrderPage, OrderSummary } from '../answers/order-summary.js';
import { OrderCancelled } from '../events/order-cancelled.event.js';
import { OrderCreated } from '../events/order-created.event.js';
import { OrderShipped } from '../events/order-shipped.event.js';
import { orderTotal } from '../order-item.js';
import type { OrderStatus } from '../order-status.js';
import type { OrderFilter } from '../queries/list-orders.query.js';
import { comparePlaces, decodeCursor, encodeCursor, type OrderPlace } from './order-cursor.js';

type Entry = { -readonly [K in keyof OrderSummary]: OrderSummary[K] };

/** Summaries of orders, folded from events and kept newest first. */
export class OrderList {
  /** Oldest first, since nearly every new order belongs at the end. */
  readonly #entries: Entry[] = [];
  readonly #byId = new Map<string, Entry>();

  apply({ event, recordedAt }: Pick<RecordedEvent, 'event' | 'recordedAt'>): void {
    if (event instanceof OrderCreated) this.#add(event, recordedAt);
    else if (event instanceof OrderShipped) this.#setStatus(event.orderId, 'shipped');
    else if (event instanceof OrderCancelled) this.#setStatus(event.orderId, 'cancelled');
  }

  /** @throws InvalidOptionException (400) for a cursor that is none */
  page({ customerId, status, limit, cursor }: OrderFilter): OrderPage {
    const orders: OrderSummary[] = [];
    let index = cursor === undefined ? this.#entries.length : this.#countBefore(decodeCursor(cursor));
    while (--index >= 0) {
      const entry = this.#entries[index]!;
      if (customerId !== undefined && entry.customerId !== customerId) continue;
      if (status !== undefined && entry.status !== status) continue;
      if (orders.length === limit) return { orders, nextCursor: encodeCursor(orders.at(-1)!) };
      orders.push({ ...entry });
    }
    return { orders };
  }

  #add({ orderId: id, customerId, items }: OrderCreated, recordedAt: Date): void {
    const itemCount = items.reduce((count, { quantity }) => count + quantity, 0);
    const createdAt = recordedAt.toISOString();
    const entry: Entry = { id, customerId, status: 'created', total: orderTotal(items), itemCount, createdAt };
    this.#byId.set(id, entry);
    this.#entries.splice(this.#countBefore(entry), 0, entry);
  }

  #setStatus(orderId: string, status: OrderStatus): void {
    const entry = this.#byId.get(orderId);
    if (entry) entry.status = status;
  }

  /** Number of entries that are older than a place; by halves. */
  #countBefore(place: OrderPlace): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (comparePlaces(this.#entries[middle]!, place) > 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
