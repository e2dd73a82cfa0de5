import type { Clock } from '@ledgerline/storage';
import type { EventBackend, SafeHead } from '../backends/event-backend.js';
import { HeldHeadReport } from './held-head-report.js';

const SHORTEST_INTERVAL = 50;
const LONGEST_INTERVAL = 1_000;
const GROWTH = 1.6;
/** Between two polls, however many hints come: a busy writer's every commit is one. */
const LEAST_GAP = 4;

/** Hears of each look at the head; `error` when the database did not answer. */
export type HeadListener = (head: SafeHead | undefined, error: unknown) => void;

/** One who listens, and whether the next news are being waited for: nobody looks early for one who is busy. */
interface Listening {
  readonly hear: HeadListener;
  readonly isWaiting: () => boolean;
}

/**
 * Finds the safe head of the log for all subscriptions of this process: an idle process asks one query per interval and partition,
 * not one per subscription.
 *
 * Polling is what guarantees progress, at 50 ms while the log moves and up to 1 s when it rests. A hint (an append of this
 * process, or another's notification) makes the next look earlier and is never believed otherwise.
 */
export class HeadPoller {
  readonly #listeners: Set<Listening>[];
  readonly #heads: (SafeHead | undefined)[];
  readonly #reports: HeldHeadReport[];
  #interval = SHORTEST_INTERVAL;
  #cancelTimer: (() => void) | undefined;
  #isPolling = false;
  #isHinted = false;
  #lastPoll = -LEAST_GAP;
  #isStopped = false;

  constructor(
    private readonly backend: EventBackend,
    private readonly clock: Clock,
  ) {
    this.#listeners = Array.from({ length: backend.partitions }, () => new Set<Listening>());
    this.#heads = Array.from({ length: backend.partitions }, () => undefined);
    this.#reports = Array.from({ length: backend.partitions }, () => new HeldHeadReport(clock));
  }

  /**
   * Listens to a partition's head; the head known so far comes at once. Returns how to stop.
   *
   * @param isWaiting whether the listener has nothing else to do; one who was busy calls {@link await} when it has not
   */
  listen(partition: number, hear: HeadListener, isWaiting: () => boolean = () => true): () => void {
    const listening = { hear, isWaiting };
    this.#listeners[partition]!.add(listening);
    const known = this.#heads[partition];
    if (known) hear(known, undefined);
    this.hint();
    return () => this.#listeners[partition]!.delete(listening);
  }

  /** A listener waits for news from now on: hints that came while it was busy count. */
  await(): void {
    if (this.#isHinted && !this.#isPolling) this.#schedule(this.#gap());
  }

  /** Something was committed, perhaps: look soon. */
  hint(): void {
    if (this.#isHinted || this.#isStopped || !this.#hasListeners) return;
    this.#isHinted = true;
    if (this.#isPolling) return;
    if (this.#isAwaited) this.#schedule(this.#gap());
    else if (!this.#cancelTimer) this.#schedule(this.#interval);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer?.();
  }

  get #hasListeners(): boolean {
    return this.#listeners.some((listeners) => listeners.size > 0);
  }

  get #isAwaited(): boolean {
    return this.#listeners.some((listeners) => [...listeners].some(({ isWaiting }) => isWaiting()));
  }

  #gap(): number {
    return Math.max(0, LEAST_GAP - (this.clock.monotonic() - this.#lastPoll));
  }

  #schedule(delay: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.clock.setTimer(() => void this.#poll(), delay);
  }

  async #poll(): Promise<void> {
    this.#isPolling = true;
    this.#cancelTimer = undefined;
    this.#isHinted = false;
    const hasMoved = await this.#look();
    this.#isPolling = false;
    this.#lastPoll = this.clock.monotonic();
    if (this.#isStopped || !this.#hasListeners) {
      // A hint that came during this look is for nobody; the next listener's own must not be taken for it.
      this.#isHinted = false;
      return;
    }
    this.#interval = hasMoved ? SHORTEST_INTERVAL : Math.min(this.#interval * GROWTH, LONGEST_INTERVAL);
    this.#schedule(this.#isHinted && this.#isAwaited ? LEAST_GAP : this.#interval);
  }

  /** Asks every partition that somebody listens to; returns whether a head has moved. */
  async #look(): Promise<boolean> {
    let hasMoved = false;
    for (const [partition, listeners] of this.#listeners.entries()) {
      if (listeners.size === 0) continue;
      try {
        if (!this.backend.isReady) await this.backend.ready();
        const head = await this.backend.safeHead(partition);
        // A head that is held back is looked at often: it may be let go at any moment.
        hasMoved ||= head.position !== this.#heads[partition]?.position || head.heldBack !== undefined;
        this.#heads[partition] = head;
        this.#reports[partition]!.note(head);
        for (const { hear } of listeners) hear(head, undefined);
      } catch (error) {
        for (const { hear } of listeners) hear(undefined, error);
      }
    }
    return hasMoved;
  }
}
