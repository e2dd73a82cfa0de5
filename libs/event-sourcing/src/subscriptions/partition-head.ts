import type { SafeHead } from '../backends/event-backend.js';
import type { HeadListener, HeadPoller } from './head-poller.js';

/** One partition's head as a share waits for it. */
export class PartitionHead {
  #head: SafeHead = { position: 0, last: 0 };
  #error: unknown;
  #waiters: (() => void)[] = [];
  readonly #stopListening: () => void;

  constructor(
    private readonly poller: HeadPoller,
    partition: number,
  ) {
    const hear: HeadListener = (head, error) => {
      if (head) this.#head = head;
      this.#error = error;
      this.wake();
    };
    this.#stopListening = poller.listen(partition, hear, () => this.#waiters.length > 0);
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
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.poller.await();
    });
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
