import type { Clock } from '@ledgerline/storage';

/** A moment by both clocks. */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

/**
 * How long a lease can be believed in: renews it at a third of its term, and knows when it can no longer be trusted.
 *
 * Trust is counted from the moment when the last renewal was sent, by the larger of wall and monotonic time, and asked for before
 * each batch: timers do not run while a process is stopped.
 */
export class LeaseTrust {
  #sentAt: Moment | undefined;
  /** One for each lease, so that what comes late of one is not taken for the next. */
  #lease = 0;
  #cancelTimer?: () => void;

  /** @param renewal asks the database to prolong the lease; false when it was lost */
  constructor(
    private readonly term: number,
    private readonly clock: Clock,
    private readonly renewal: () => Promise<boolean>,
  ) {}

  /** Whether there is a lease, as far as is known. */
  get isHoped(): boolean {
    return this.#sentAt !== undefined;
  }

  now(): Moment {
    return { wall: this.clock.now(), monotonic: this.clock.monotonic() };
  }

  /** A lease was got, or prolonged, by a statement that was sent at this moment. */
  gained(sentAt: Moment): void {
    if (!this.#sentAt) this.#lease += 1;
    this.#sentAt = sentAt;
    this.#renewLater();
  }

  lost(): void {
    this.#sentAt = undefined;
    this.#cancelTimer?.();
  }

  /** Whether the lease is ours beyond doubt; one that may have run out is renewed first. */
  async isHeld(): Promise<boolean> {
    if (!this.#sentAt) return false;
    const { wall, monotonic } = this.now();
    if (Math.max(wall - this.#sentAt.wall, monotonic - this.#sentAt.monotonic) < this.term) return true;
    return this.renew();
  }

  /** Renews the lease now; false when it was lost. */
  async renew(): Promise<boolean> {
    if (!this.#sentAt) return false;
    const lease = this.#lease;
    const sentAt = this.now();
    const isOurs = await this.renewal();
    if (!this.#sentAt || lease !== this.#lease) return false;
    if (isOurs) this.gained(sentAt);
    else this.lost();
    return isOurs;
  }

  #renewLater(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.clock.setTimer(() => {
      // A failed renewal is tried again until the term is over; then `isHeld` finds out before the next batch.
      void this.renew().catch(() => this.#sentAt && this.#renewLater());
    }, this.term / 3);
  }
}
