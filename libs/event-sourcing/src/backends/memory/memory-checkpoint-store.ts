import type { Clock } from '@ledgerline/storage';
import type { CheckpointStore, ShareKey, ShareLease } from '../../subscriptions/checkpoint-store.js';
import type { MemoryShare } from './memory-log.js';

/** Checkpoints and leases in memory: nodes are the applications of this process that share the memory space. */
export class MemoryCheckpointStore implements CheckpointStore {
  constructor(
    private readonly shares: Map<string, MemoryShare>,
    private readonly clock: Clock,
  ) {}

  async acquire(key: ShareKey, owner: string, term: number, initial: number): Promise<ShareLease | null> {
    const share = this.shares.get(keyOf(key)) ?? { position: initial, epoch: 0, owner: null, leaseUntil: 0 };
    if (share.owner !== null && share.owner !== owner && share.leaseUntil > this.clock.now()) return null;
    this.shares.set(keyOf(key), share);
    Object.assign(share, { owner, epoch: share.epoch + 1, leaseUntil: this.clock.now() + term });
    return { epoch: share.epoch, position: share.position };
  }

  async renew(key: ShareKey, epoch: number, term: number): Promise<boolean> {
    const share = this.#held(key, epoch);
    if (share) share.leaseUntil = this.clock.now() + term;
    return share !== undefined;
  }

  async advance(key: ShareKey, epoch: number, from: number, to: number): Promise<boolean> {
    const share = this.#held(key, epoch);
    if (!share || (share.position !== from && share.position !== to)) return false;
    share.position = to;
    return true;
  }

  async release(key: ShareKey, epoch: number): Promise<void> {
    const share = this.#held(key, epoch);
    if (share) Object.assign(share, { owner: null, leaseUntil: 0 });
  }

  #held(key: ShareKey, epoch: number): MemoryShare | undefined {
    const share = this.shares.get(keyOf(key));
    return share?.epoch === epoch && share.owner !== null ? share : undefined;
  }
}

function keyOf({ name, members, member, partition }: ShareKey): string {
  return `${members} ${member} ${partition} ${name}`;
}
