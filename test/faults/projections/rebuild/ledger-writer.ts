import type { EventStore } from '@ledgerline/event-sourcing';
import { Booked } from './programs/ledger-model.js';

const ACCOUNTS = 7;

/** Appends events without a pause, a few at a time, until it is stopped. */
export class LedgerWriter {
  #number = 0;
  #isOver = false;
  readonly #done: Promise<void>;

  constructor(
    private readonly store: EventStore,
    /** Milliseconds between two appends. */
    private readonly pause: number,
  ) {
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      await write(this.store, this.#number++, 1);
      await new Promise((resolve) => setTimeout(resolve, this.pause));
    }
  }
}

/** Appends `count` events, beginning with the given number. */
export async function write(store: EventStore, first: number, count: number): Promise<void> {
  for (let number = first; number < first + count; number += ACCOUNTS) {
    const numbers = Array.from({ length: Math.min(ACCOUNTS, first + count - number) }, (_, index) => number + index);
    await Promise.all(
      numbers.map((each) => store.append(`account-${each % ACCOUNTS}`, new Booked(`${each % ACCOUNTS}`, (each % 13) - 5))),
    );
  }
}
