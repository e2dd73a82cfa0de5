import type { SafeHead } from '../backends/event-backend.js';
import type { HeadPoller } from './head-poller.js';

/** One partition's head as a share waits for it. */
export class PartitionHead {
  #head: SafeHead = { position: 0, last: 0 };
  #error: unknown;
  #waiters: (() => void)[] = [];
  readonly #stopListening: () => void;

  constructor(poller: HeadPoller, partition: number) {
    this.#stopListening = poller.listen(partition, (head, error) => {
      if (head) this.#head = head;
      this.#error = error;
      this.wake();
    });
  }

  get current(): SafeHead {
    return this.#head;
  }

  /** Why the last look failed, if it did. */
  get error(): unknown {
    return this.#error;
  }

  /** Resolves at the next news, or when {@link wake} is called. */
  news(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Lets everybody look again who waits for news. */
  wake(): void {
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  close(): void {
    this.#stopListening();
    this.wake();
  }
}
