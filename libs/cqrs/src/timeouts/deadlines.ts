import type { Clock } from '@ledgerline/storage';

/** Something that is to end by a certain time. */
export interface Limited {
  /** When, by the monotonic clock. */
  readonly dueAt: number;
  /** Told when the time is over. */
  expire(): void;
}

interface Entry {
  readonly limited: Limited;
  previous: Entry | undefined;
  next: Entry | undefined;
}

/**
 * Those that share one limit, in the order in which they began, which is that in which they are due: one timer, set for the first,
 * serves them all. A timer for each dispatch would cost more than the dispatch.
 */
export class Deadlines {
  #first?: Entry;
  #last?: Entry;
  #isArmed = false;

  constructor(private readonly clock: Clock) {}

  /** Watches something that is due after all that is watched already. Returns what takes it out again. */
  add(limited: Limited): () => void {
    const entry: Entry = { limited, previous: this.#last, next: undefined };
    if (this.#last) this.#last.next = entry;
    else this.#first = entry;
    this.#last = entry;
    if (!this.#isArmed) this.#arm(entry);
    return () => this.#remove(entry);
  }

  #remove(entry: Entry): void {
    const { previous, next } = entry;
    if (previous) previous.next = next;
    else if (this.#first === entry) this.#first = next;
    if (next) next.previous = previous;
    else if (this.#last === entry) this.#last = previous;
    entry.previous = entry.next = undefined;
  }

  #arm({ limited }: Entry): void {
    this.#isArmed = true;
    this.clock.setTimer(() => this.#fire(), Math.max(limited.dueAt - this.clock.monotonic(), 1));
  }

  #fire(): void {
    this.#isArmed = false;
    const now = this.clock.monotonic();
    let entry = this.#first;
    while (entry && entry.limited.dueAt <= now) {
      this.#remove(entry);
      entry.limited.expire();
      entry = this.#first;
    }
    if (entry && !this.#isArmed) this.#arm(entry);
  }
}
