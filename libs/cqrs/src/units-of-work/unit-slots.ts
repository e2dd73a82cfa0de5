import { UnitsOfWorkOverloadedException } from '../exceptions/units-of-work-overloaded.exception.js';

/** What waits is bounded: each holds a message and its caller. */
const MOST_WAITING = 10_000;

/**
 * Lets so many units of work run at a time that the pool has connections left: each holds one until it ends, and the lanes of group
 * commit, subscriptions and queries need some, too. The others wait here, in their order.
 */
export class UnitSlots {
  readonly #waiting = new Set<() => void>();
  #free: number;

  /** @param atOnce how many may run at a time */
  constructor(private readonly atOnce: number) {
    this.#free = atOnce;
  }

  /**
   * Waits for a turn; returns what gives it back.
   *
   * @throws UnitsOfWorkOverloadedException
   * @throws the signal's reason when it is aborted first
   */
  async take(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(signal);
    let isBack = false;
    return () => {
      if (!isBack) this.#handOn();
      isBack = true;
    };
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    if (this.#waiting.size >= MOST_WAITING) throw new UnitsOfWorkOverloadedException(this.#waiting.size, this.atOnce);
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const abort = () => {
        this.#waiting.delete(go);
        reject(signal!.reason as Error);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.add(go);
    });
  }

  #handOn(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
