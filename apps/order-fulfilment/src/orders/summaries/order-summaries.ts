import { Injectable } from '@nestjs/common';
import { EventStore, type Token } from '@ledgerline/event-sourcing';
import type { OrderPage } from '../answers/order-summary.js';
import type { OrderFilter } from '../queries/list-orders.query.js';
import { OrderList } from './order-list.js';

/**
 * The read model behind the list of orders: kept in this process and, at each question, brought up to date from the log behind the
 * place where the last one left it. So it is the same on every backend, is never older than the log's safe head, and costs memory
 * for each order; a first question after a start folds the whole log.
 */
@Injectable()
export class OrderSummaries {
  readonly #list = new OrderList();
  #reached?: Token;
  #running: Promise<void> = Promise.resolve();
  #queued?: Promise<void>;

  constructor(private readonly store: EventStore) {}

  /** @throws InvalidOptionException (400) for a cursor that is none */
  async list(filter: OrderFilter): Promise<OrderPage> {
    await this.#catchUp();
    return this.#list.page(filter);
  }

  /** A read of the log that begins after the call; callers that wait meanwhile share the next one. */
  #catchUp(): Promise<void> {
    this.#queued ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#running = this.#queued!;
        this.#queued = undefined;
        return this.#fold();
      });
    return this.#queued;
  }

  async #fold(): Promise<void> {
    const range = this.#reached === undefined ? {} : { after: this.#reached };
    for await (const recorded of this.store.readAll({ category: 'order', ...range })) {
      this.#list.apply(recorded);
      this.#reached = recorded.token;
    }
  }
}
