import type { Clock } from '@ledgerline/storage';
import type { CheckpointStore, ShareKey, ShareLease } from './checkpoint-store.js';

/**
 * Holds the lease of one share: renews it at a third of its term, and knows when it can no longer be trusted.
 *
 * Trust is counted from the moment when the last renewal was sent, by the larger of wall and monotonic time, and asked for before
 * each batch: timers do not run while a process is stopped.
 */
export class ShareLeaseKeeper {
  #lease: ShareLease | undefined;
  #position = 0;
  #sentAt = { wall: 0, monotonic: 0 };
  #cancelTimer?: () => void;

  constructor(
    private readonly store: CheckpointStore,
    private readonly share: ShareKey,
    private readonly owner: string,
    private readonly term: number,
    private readonly clock: Clock,
  ) {}

  /** The checkpoint as this owner knows it. */
  get position(): number {
    return this.#position;
  }

  /** Tries to take the share; false when another owner has it. */
  async acquire(initial: number): Promise<boolean> {
    const sentAt = this.#now();
    const lease = await this.store.acquire(this.share, this.owner, this.term, initial);
    if (!lease) return false;
    this.#lease = lease;
    this.#position = lease.position;
    this.#sentAt = sentAt;
    this.#renewLater();
    return true;
  }

  /** Whether the share is still ours beyond doubt; a lease that may have run out is renewed first. */
  async isHeld(): Promise<boolean> {
    if (!this.#lease) return false;
    if (this.#age() < this.term) return true;
    return this.#renew();
  }

  /** Moves the checkpoint; false when the lease was lost. */
  async advance(to: number): Promise<boolean> {
    if (!this.#lease) return false;
    if (to === this.#position) return true;
    const isOurs = await this.store.advance(this.share, this.#lease.epoch, this.#position, to);
    if (isOurs) this.#position = to;
    else this.#lose();
    return isOurs;
  }

  /** Gives the share back. */
  async release(): Promise<void> {
    const lease = this.#lease;
    this.#lose();
    if (lease) await this.store.release(this.share, lease.epoch);
  }

  #renewLater(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.clock.setTimer(() => {
      // A failed renewal is tried again until the term is over; then `isHeld` finds out before the next batch.
      void this.#renew().catch(() => this.#lease && this.#renewLater());
    }, this.term / 3);
  }

  async #renew(): Promise<boolean> {
    const lease = this.#lease;
    if (!lease) return false;
    const sentAt = this.#now();
    const isOurs = await this.store.renew(this.share, lease.epoch, this.term);
    if (lease !== this.#lease) return false;
    if (!isOurs) {
      this.#lose();
      return false;
    }
    this.#sentAt = sentAt;
    this.#renewLater();
    return true;
  }

  #lose(): void {
    this.#lease = undefined;
    this.#cancelTimer?.();
  }

  #now() {
    return { wall: this.clock.now(), monotonic: this.clock.monotonic() };
  }

  #age(): number {
    const { wall, monotonic } = this.#now();
    return Math.max(wall - this.#sentAt.wall, monotonic - this.#sentAt.monotonic);
  }
}
