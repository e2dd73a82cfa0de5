import { Logger } from '@nestjs/common';
import type { NodeLease } from '@ledgerline/storage';
import type { SagaRow } from '../backends/saga-row.js';
import { Housekeeping, type HousekeepingParts } from './housekeeping.js';
import { Rhythm } from './rhythm.js';

/** What a claimer works with. */
export interface SagaClaimerParts extends HousekeepingParts {
  readonly lease: NodeLease;
  /** Places for further sagas. */
  readonly room: () => number;
  readonly adopt: (rows: readonly SagaRow[]) => void;
  /** Whether this node runs a saga, or is about to. */
  readonly isHere: (id: string) => boolean;
  readonly cancel: (id: string, reason: string | undefined) => void;
  readonly hasRuns: () => boolean;
  /** Whether this node runs a saga that has been the death of others. */
  readonly hasSuspect: () => boolean;
}

const SHORTEST_PERIOD = 50;
const LONGEST_PERIOD = 1_000;
const MOST_AT_ONCE = 100;
const CANCEL_PERIOD = 500;
const SWEEP_PERIOD = 1_000;
/** A timer may fire a little before the database thinks that it is time. */
const MARGIN = 3;

/**
 * Looks for work that is due and nobody's: a query again and again, more often while there is some. Hints make it look earlier; none is
 * needed. An error delays it, and never ends it.
 */
export class SagaClaimer {
  readonly #logger = new Logger('Saga');
  readonly #cancels: Rhythm;
  readonly #sweeps: Rhythm;
  readonly #takeovers: Rhythm;
  readonly #housekeeping: Housekeeping;
  #period = SHORTEST_PERIOD;
  #isStarted = false;
  #isPoked = false;
  /** Owned and not running here when it was last looked at. */
  #strays = new Set<string>();
  #isStopped = false;
  #looking?: Promise<void>;
  #next?: { readonly at: number; readonly cancel: () => void };

  constructor(private readonly parts: SagaClaimerParts) {
    const { clock, options } = parts;
    this.#cancels = new Rhythm(CANCEL_PERIOD, clock);
    this.#sweeps = new Rhythm(SWEEP_PERIOD, clock);
    this.#takeovers = new Rhythm(options.leaseTerm / 4, clock);
    this.#housekeeping = new Housekeeping(parts);
  }

  /** Begins; resolves when the lease is held, so that what starts next runs here, or at once when the store is away. */
  async start(): Promise<void> {
    const { store, lease } = this.parts;
    this.#isStarted = true;
    if (store.isReady) await lease.start().catch((error: unknown) => store.isUnavailable(error));
    this.expect(0);
  }

  stop(): void {
    this.#isStopped = true;
    this.#next?.cancel();
  }

  /** Resolves when no look is under way. */
  async idle(): Promise<void> {
    await this.#looking;
  }

  /** Something will be due in `delay` milliseconds. */
  expect(delay: number | undefined): void {
    if (delay === undefined || this.#isStopped || !this.#isStarted) return;
    const { clock } = this.parts;
    const at = clock.monotonic() + (delay > 0 ? delay + MARGIN : 0);
    if (this.#next && this.#next.at <= at) return;
    this.#next?.cancel();
    const cancel = clock.setTimer(() => void this.#look(), at - clock.monotonic());
    this.#next = { at, cancel };
  }

  async #look(): Promise<void> {
    this.#next = undefined;
    if (this.#isStopped) return;
    if (this.#looking) {
      this.#isPoked = true;
      return;
    }
    this.#isPoked = false;
    this.#looking = this.#cycle();
    await this.#looking;
    this.#looking = undefined;
    this.expect(this.#isPoked ? 0 : this.#period);
  }

  async #cycle(): Promise<void> {
    const { store, lease } = this.parts;
    try {
      if (!store.isReady) await store.ready();
      await lease.start();
      if (!lease.isHeld()) return this.#slowDown();
      await this.#housekeeping.prepare();
      const found = (await this.#takeOver()) + (await this.#claim());
      await this.#listen();
      const isPruning = await this.#housekeeping.prune();
      if (found > 0 || isPruning) this.#period = SHORTEST_PERIOD;
      else this.#slowDown();
    } catch (error) {
      this.#slowDown();
      if (!store.isUnavailable(error) && !isAway(error))
        this.#logger.error(`Looking for sagas failed: ${(error as Error).message}`, (error as Error).stack);
    }
  }

  #slowDown(): void {
    this.#period = Math.min(this.#period * 1.5, LONGEST_PERIOD);
  }

  async #claim(): Promise<number> {
    const { store, lease, room, adopt } = this.parts;
    let found = 0;
    while (!this.#isStopped && this.#housekeeping.runnable.length > 0) {
      const limit = Math.min(room(), MOST_AT_ONCE);
      if (limit <= 0) break;
      const rows = await store.claim(lease.id, this.#housekeeping.runnable, limit);
      adopt(rows);
      found += rows.length;
      if (rows.length < limit) break;
    }
    return found;
  }

  /** The sagas of dead nodes, and what is this node's but does not run here: an answer of the store was lost. */
  async #takeOver(): Promise<number> {
    if (!this.#takeovers.isDue()) return 0;
    const { store, lease, options, room, isHere } = this.parts;
    const owned = await store.owned(lease.id);
    const strays = owned.filter(({ id }) => !isHere(id)).map(({ id }) => id);
    // Only what is not here at two moments is astray: a start or an end may have been under way at one.
    await this.#releaseStrays(strays);
    await store.nodes.declareDead(lease.id, options.leaseTerm);
    return (
      (await this.#takeLost(false, () => Math.min(room(), MOST_AT_ONCE))) +
      (await this.#takeLost(true, () => this.#roomForSuspects()))
    );
  }

  async #takeLost(suspects: boolean, room: () => number): Promise<number> {
    const { store, lease, adopt } = this.parts;
    for (let found = 0; ;) {
      const limit = room();
      if (limit <= 0 || this.#housekeeping.runnable.length === 0) return found;
      const rows = await store.takeOver(lease.id, this.#housekeeping.runnable, limit, suspects);
      adopt(rows);
      found += rows.length;
      if (rows.length < limit) return found;
    }
  }

  /** One at a time, so that a further death tells which one it was. */
  #roomForSuspects(): number {
    return this.parts.hasSuspect() ? 0 : Math.min(this.parts.room(), 1);
  }

  async #releaseStrays(ids: readonly string[]): Promise<void> {
    const { store, lease, isHere } = this.parts;
    const twice = ids.filter((id) => this.#strays.has(id) && !isHere(id));
    this.#strays = new Set(ids);
    if (twice.length > 0) await store.release(lease.id, twice);
  }

  async #listen(): Promise<void> {
    const { store, lease, hasRuns, cancel } = this.parts;
    if (hasRuns() && this.#cancels.isDue()) for (const { id, reason } of await store.cancelRequests(lease.id)) cancel(id, reason);
    if (this.#sweeps.isDue() && (await store.wakeSignalled()) > 0) this.expect(0);
  }
}

/** The store says itself that it is away while it is not ready yet. */
function isAway(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'SAGA_STORE_UNAVAILABLE';
}
