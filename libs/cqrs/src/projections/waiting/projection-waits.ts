import type { Clock } from '@ledgerline/storage';
import { ProjectionWaitException, type MissedProjection } from '../../exceptions/projection-wait.exception.js';
import { liveRow } from '../ledger/ledger-view.js';
import type { ProjectionRow } from '../ledger/projection-ledger.js';

/** A projection, and the place on one partition that it is to reach. */
export interface WaitTarget {
  readonly name: string;
  readonly partition: number;
  readonly position: number;
}

/** How long, and until when else, to wait. */
export interface WaitLimits {
  /** Milliseconds; 0 = no limit of its own. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
}

/** Where the places of projections are known from. */
export interface ProjectionPlaces {
  /** Of those that this node runs: known at once. Undefined for others, and for all when readers look at a replica. */
  local(name: string, partition: number): number | undefined;
  /** The rows as readers of the model see them. */
  rows(): Promise<readonly ProjectionRow[]>;
}

interface Waiter {
  targets: readonly WaitTarget[];
  done(): void;
}

const SHORTEST_INTERVAL = 10;
const LONGEST_INTERVAL = 250;
const GROWTH = 1.5;
/** What a timed-out wait spends at most on finding out why. */
const LAST_LOOK = 500;

/**
 * Those who wait for projections: told at once by those that run here, and by looks at the rows, one for all of them, that become rarer
 * the longer nothing happens. Without anybody waiting it does nothing.
 */
export class ProjectionWaits {
  readonly #waiters = new Set<Waiter>();
  #rows: readonly ProjectionRow[] | undefined;
  #lastError: unknown;
  #interval = SHORTEST_INTERVAL;
  #cancelTimer: (() => void) | undefined;
  #isLooking = false;

  constructor(
    private readonly places: ProjectionPlaces,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when every target is reached.
   *
   * @throws ProjectionWaitException (504) when that takes too long
   * @throws the signal's reason when it is aborted
   */
  wait(targets: readonly WaitTarget[], { timeout, signal }: WaitLimits): Promise<void> {
    const missing = this.#missing(targets, undefined);
    if (missing.length === 0) return Promise.resolve();
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        this.#waiters.delete(waiter);
        cancelTimeout();
        signal?.removeEventListener('abort', abort);
        settle();
      };
      const abort = () => end(() => reject(signal!.reason));
      const waiter: Waiter = { targets: missing, done: () => end(resolve) };
      const giveUp = () => end(() => void this.#timedOut(waiter.targets, timeout).then(reject));
      const cancelTimeout = timeout > 0 ? this.clock.setTimer(giveUp, timeout) : () => {};
      signal?.addEventListener('abort', abort);
      this.#waiters.add(waiter);
      if (this.#isFar(waiter)) this.#lookSoon();
      else if (!this.#cancelTimer) this.#schedule(LONGEST_INTERVAL);
    });
  }

  /** A projection of this node has moved. */
  moved(): void {
    if (this.#waiters.size > 0) this.#settle(undefined);
  }

  /** Whether the rows have to tell: what runs here tells by itself, for as long as it does. */
  #isFar({ targets }: Waiter): boolean {
    return targets.some(({ name, partition }) => this.places.local(name, partition) === undefined);
  }

  #lookSoon(): void {
    this.#interval = SHORTEST_INTERVAL;
    if (!this.#isLooking) this.#schedule(0);
  }

  #schedule(delay: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.clock.setTimer(() => {
      this.#cancelTimer = undefined;
      void this.#look();
    }, delay);
  }

  async #look(): Promise<void> {
    const asked = new Set([...this.#waiters].filter((waiter) => this.#isFar(waiter)));
    if (asked.size === 0) return this.#rest();
    this.#isLooking = true;
    const hasNews = await this.#lookAtRows();
    this.#isLooking = false;
    const far = [...this.#waiters].filter((waiter) => this.#isFar(waiter));
    if (far.length === 0) return this.#rest();
    // Whoever came during the look wants one that begins after that.
    const isAwaited = far.some((waiter) => !asked.has(waiter));
    this.#interval = hasNews || isAwaited ? SHORTEST_INTERVAL : Math.min(this.#interval * GROWTH, LONGEST_INTERVAL);
    this.#schedule(isAwaited ? 0 : this.#interval);
  }

  /** All that is waited for runs here; it may move to another node. */
  #rest(): void {
    if (this.#waiters.size > 0) this.#schedule(LONGEST_INTERVAL);
  }

  /** Whether a projection that somebody waits for has moved. */
  async #lookAtRows(): Promise<boolean> {
    const before = this.#waiters.size;
    const known = this.#rows;
    try {
      const rows = await this.places.rows();
      this.#rows = rows;
      this.#lastError = undefined;
      this.#settle(rows);
      return this.#waiters.size < before || rows.some((row) => hasMoved(row, known));
    } catch (error) {
      this.#lastError = error;
      return false;
    }
  }

  /** The rows know why something stands still; a database that does not answer holds nobody up for long. */
  async #lookOnceMore(): Promise<void> {
    const looked = this.places.rows().then(
      (rows) => (this.#rows = rows),
      (error: unknown) => (this.#lastError = error),
    );
    let cancel = () => {};
    const late = new Promise((resolve) => (cancel = this.clock.setTimer(() => resolve(undefined), LAST_LOOK)));
    await Promise.race([looked, late]);
    cancel();
  }

  #settle(rows: readonly ProjectionRow[] | undefined): void {
    for (const waiter of this.#waiters) {
      waiter.targets = this.#missing(waiter.targets, rows);
      if (waiter.targets.length === 0) waiter.done();
    }
  }

  #missing(targets: readonly WaitTarget[], rows: readonly ProjectionRow[] | undefined): WaitTarget[] {
    return targets.filter(({ name, partition, position }) => {
      const reached = this.places.local(name, partition) ?? (rows && liveRow(rows, name, partition)?.position);
      return reached === undefined || reached < position;
    });
  }

  async #timedOut(targets: readonly WaitTarget[], timeout: number): Promise<ProjectionWaitException> {
    await this.#lookOnceMore();
    const missed = targets.map(({ name, partition, position }): MissedProjection => {
      const row = this.#rows && liveRow(this.#rows, name, partition);
      const standstill =
        row?.mode === 'faulted'
          ? `has stopped at an event (${row.error?.message})`
          : row?.mode === 'paused'
            ? 'is paused'
            : undefined;
      const reached = this.places.local(name, partition) ?? row?.position;
      return { projection: name, partition, position, reached, ...(standstill === undefined ? {} : { standstill }) };
    });
    return new ProjectionWaitException(timeout, missed, this.#lastError);
  }
}

function hasMoved(row: ProjectionRow, known: readonly ProjectionRow[] | undefined): boolean {
  return known !== undefined && liveRow(known, row.name, row.partition)?.position !== row.position;
}
