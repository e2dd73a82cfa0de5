import type { AmbientTransaction } from '../context/ambient-transaction.js';
import { TransactionDeadlockException } from '../exceptions/transaction-deadlock.exception.js';
import { TransactionEndedException } from '../exceptions/transaction-ended.exception.js';
import type { MemorySpace } from './memory-space.js';

/** Somebody who waits for a lock; `undefined` owner = for it to be free, without taking it. */
interface Waiter {
  readonly owner: AmbientTransaction | undefined;
  readonly go: () => void;
  readonly fail: (error: Error) => void;
}

interface Lock {
  owner: AmbientTransaction;
  readonly waiting: Waiter[];
}

/**
 * The locks of one memory space, held by transactions until they end: what row locks are in a database. Those who wait have their turn in
 * the order in which they came; a circle of them is found before it closes.
 */
export class MemoryLocks {
  readonly #locks = new Map<string, Lock>();
  /** What each transaction waits for: several at a time, if it does several things beside each other. */
  readonly #waitsFor = new Map<AmbientTransaction, Set<Lock>>();
  readonly #known = new WeakSet<AmbientTransaction>();

  /** The locks that everybody on one memory space shares. */
  static of(space: MemorySpace): MemoryLocks {
    return space.part('locks', () => new MemoryLocks());
  }

  /** Whether somebody else than `owner` holds the lock. */
  isHeld(name: string, owner?: AmbientTransaction): boolean {
    const holder = this.#locks.get(name)?.owner;
    return holder !== undefined && holder !== owner;
  }

  /**
   * Takes a lock for the rest of a transaction, waiting for who holds it.
   *
   * @throws TransactionDeadlockException when that one waits for this transaction, directly or not
   */
  async take(name: string, owner: AmbientTransaction): Promise<void> {
    owner.assertOpen();
    this.#releaseWith(owner);
    const lock = this.#locks.get(name);
    if (!lock) this.#locks.set(name, { owner, waiting: [] });
    else if (lock.owner !== owner) await this.#wait(lock, owner);
  }

  /** Resolves when nobody holds the lock. */
  async free(name: string): Promise<void> {
    for (let lock = this.#locks.get(name); lock; lock = this.#locks.get(name)) await this.#wait(lock, undefined);
  }

  async #wait(lock: Lock, owner: AmbientTransaction | undefined): Promise<void> {
    if (owner && this.#leadsTo(owner, lock)) throw new TransactionDeadlockException();
    const waitsFor = owner && (this.#waitsFor.get(owner) ?? new Set());
    if (owner && waitsFor) this.#waitsFor.set(owner, waitsFor.add(lock));
    try {
      await new Promise<void>((go, fail) => lock.waiting.push({ owner, go, fail }));
    } finally {
      waitsFor?.delete(lock);
    }
  }

  /** Whether the holder of a lock waits, over however many others, for a transaction. */
  #leadsTo(owner: AmbientTransaction, lock: Lock, seen = new Set<Lock>()): boolean {
    if (lock.owner === owner) return true;
    if (seen.has(lock)) return false;
    seen.add(lock);
    return [...(this.#waitsFor.get(lock.owner) ?? [])].some((next) => this.#leadsTo(owner, next, seen));
  }

  #releaseWith(owner: AmbientTransaction): void {
    if (this.#known.has(owner)) return;
    this.#known.add(owner);
    owner.atEnd(() => this.#release(owner));
  }

  #release(owner: AmbientTransaction): void {
    this.#waitsFor.delete(owner);
    for (const [name, lock] of this.#locks) {
      for (const waiter of takeOut(lock, owner)) waiter.fail(new TransactionEndedException());
      if (lock.owner === owner) this.#handOver(name, lock);
    }
  }

  #handOver(name: string, lock: Lock): void {
    for (let next = lock.waiting.shift(); next; next = lock.waiting.shift()) {
      if (!next.owner) {
        next.go();
        continue;
      }
      lock.owner = next.owner;
      for (const waiter of [next, ...takeOut(lock, next.owner)]) {
        this.#waitsFor.get(next.owner)?.delete(lock);
        waiter.go();
      }
      return;
    }
    this.#locks.delete(name);
  }
}

/** Those of one owner who wait for a lock: no longer. */
function takeOut(lock: Lock, owner: AmbientTransaction): Waiter[] {
  const own = lock.waiting.filter((waiter) => waiter.owner === owner);
  for (const waiter of own) lock.waiting.splice(lock.waiting.indexOf(waiter), 1);
  return own;
}
