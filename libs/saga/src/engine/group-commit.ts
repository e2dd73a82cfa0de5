/** How a batch is sent and how what goes wrong is settled. */
export interface GroupCommitOptions<T, R> {
  /** One round trip; the answers in the order of the items. */
  readonly send: (items: readonly T[]) => Promise<readonly R[]>;
  /** Whether an error concerns the connection: then all of the batch fail; else each is sent again alone, so that one bad value harms none other. */
  readonly isUnavailable: (error: unknown) => boolean;
  readonly maxBatch: number;
  /** Batches on their way at a time. */
  readonly lanes: number;
}

interface Pending<T, R> {
  readonly item: T;
  readonly resolve: (answer: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: while one batch is on its way to the database the next gathers, so that one round trip and one `fsync` carry all that
 * waits. An idle one adds no delay.
 */
export class GroupCommit<T, R> {
  #waiting: Pending<T, R>[] = [];
  #inFlight = 0;
  #isScheduled = false;

  constructor(private readonly options: GroupCommitOptions<T, R>) {}

  /** Resolves with the item's answer; rejects with its own error, or with that of the connection. */
  submit(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  /** Items of one turn of the event loop travel together. */
  #schedule(): void {
    if (this.#isScheduled || this.#inFlight >= this.options.lanes) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      if (this.#waiting.length > 0 && this.#inFlight < this.options.lanes) void this.#sendNext();
    });
  }

  async #sendNext(): Promise<void> {
    const batch = this.#waiting.splice(0, this.options.maxBatch);
    this.#inFlight += 1;
    try {
      await this.#send(batch);
    } finally {
      this.#inFlight -= 1;
      if (this.#waiting.length > 0) this.#schedule();
    }
  }

  async #send(batch: readonly Pending<T, R>[]): Promise<void> {
    try {
      const answers = await this.options.send(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(answers[index]!));
    } catch (error) {
      if (batch.length === 1 || this.options.isUnavailable(error)) for (const { reject } of batch) reject(error);
      else for (const pending of batch) await this.#send([pending]);
    }
  }
}
