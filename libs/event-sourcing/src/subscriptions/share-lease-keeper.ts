import type { Clock } from '@ledgerline/storage';
import type { CheckpointStore, ShareKey, ShareLease } from './checkpoint-store.js';
import { LeaseTrust } from './lease-trust.js';

/** Holds the lease of one share, with its checkpoint. */
export class ShareLeaseKeeper {
  readonly #trust: LeaseTrust;
  #lease: ShareLease | undefined;
  #position = 0;

  constructor(
    private readonly store: CheckpointStore,
    private readonly share: ShareKey,
    private readonly owner: string,
    private readonly term: number,
    clock: Clock,
  ) {
    this.#trust = new LeaseTrust(term, clock, () => store.renew(share, this.#lease!.epoch, term));
  }

  /** The checkpoint as this owner knows it. */
  get position(): number {
    return this.#position;
  }

  /** Tries to take the share; false when another owner has it. */
  async acquire(initial: number): Promise<boolean> {
    const sentAt = this.#trust.now();
    const lease = await this.store.acquire(this.share, this.owner, this.term, initial);
    if (!lease) return false;
    this.#lease = lease;
    this.#position = lease.position;
    this.#trust.gained(sentAt);
    return true;
  }

  /** Whether the share is still ours beyond doubt; a lease that may have run out is renewed first. */
  isHeld(): Promise<boolean> {
    return this.#trust.isHeld();
  }

  /** Moves the checkpoint; false when the lease was lost. */
  async advance(to: number): Promise<boolean> {
    if (!this.#trust.isHoped) return false;
    if (to === this.#position) return true;
    const isOurs = await this.store.advance(this.share, this.#lease!.epoch, this.#position, to);
    if (isOurs) this.#position = to;
    else this.#trust.lost();
    return isOurs;
  }

  /** Gives the share back. */
  async release(): Promise<void> {
    if (!this.#trust.isHoped) return;
    this.#trust.lost();
    await this.store.release(this.share, this.#lease!.epoch);
  }
}
