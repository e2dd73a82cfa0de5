import type { OrderPage, OrderSummary } from '../answers/order-summary.js';
import type { OrderStatus } from '../order-status.js';
import type { OrderFilter } from '../queries/list-orders.query.js';
import type { KeptSummary } from './order-summaries.js';
import { comparePlaces, decodeCursor, encodeCursor, type OrderPlace } from './order-cursor.js';

type Entry = { -readonly [K in keyof OrderSummary]: OrderSummary[K] };

/** Summaries of orders in memory, kept in order. */
export class OrderList {
  /** Oldest first, since nearly every new order belongs at the end. */
  readonly #entries: Entry[] = [];
  readonly #byId = new Map<string, Entry>();

  add(summary: KeptSummary): void {
    const entry: Entry = { ...summary };
    this.#byId.set(entry.id, entry);
    this.#entries.splice(this.#countBefore(entry), 0, entry);
  }

  setStatus(orderId: string, status: OrderStatus): void {
    const entry = this.#byId.get(orderId);
    if (entry) entry.status = status;
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
