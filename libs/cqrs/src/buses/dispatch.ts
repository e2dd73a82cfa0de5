import type { Clock } from '@ledgerline/storage';
import type { BusContext } from '../context/bus-context.js';
import type { Deadlines, Limited } from '../timeouts/deadlines.js';
import type { Gauge } from './in-flight.js';

/** Milliseconds that a commit which has begun may take beyond the limit: its caller shall not be told of a time-out of what is then stored. */
const COMMIT_GRACE = 5_000;

/** How a dispatch ended. */
export type Outcome = 'ok' | 'error' | 'timeout' | 'invalid';

/** What a {@link Dispatch} hears and reports to. */
export interface DispatchSurroundings {
  readonly clock: Clock;
  readonly gauge: Gauge;
  readonly timedOut: (timeout: number) => Error;
  /** An error that came when nobody was waiting any more. */
  readonly onLateError: (error: unknown) => void;
}

/** What ends a dispatch before its handler does. */
export interface DispatchBounds {
  /** Milliseconds; 0 = none. */
  readonly timeout: number;
  /** The dispatch above, when the limit is what that one has left. */
  readonly outer?: BusContext;
  /** Where its limit is watched, when it has one in common with others. */
  readonly deadlines?: Deadlines;
  /** The caller's own. */
  readonly signal?: AbortSignal;
  /** Told once, when the caller gets the answer. */
  readonly onEnd?: (outcome: Outcome, error?: unknown) => void;
}

/**
 * A dispatch that something may end before its handler does: its promise is settled by the work, by the limit or by the caller's
 * signal, whichever is first. What comes later is dropped.
 */
export class Dispatch implements Limited {
  readonly promise: Promise<unknown>;
  #resolve!: (result: unknown) => void;
  #reject!: (error: unknown) => void;
  #cancelTimer?: () => void;
  #isOver = false;
  #hasGrace = false;

  constructor(
    private readonly surroundings: DispatchSurroundings,
    private readonly context: BusContext,
    private readonly bounds: DispatchBounds,
  ) {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const { deadlines, timeout, signal } = bounds;
    if (timeout > 0) {
      context.limited = this;
      this.#cancelTimer = deadlines ? deadlines.add(this) : surroundings.clock.setTimer(() => this.expire(), timeout);
    }
    signal?.addEventListener('abort', this.#abort);
  }

  get dueAt(): number {
    return this.context.deadline!;
  }

  /** Settles by this work, unless something else was first. */
  settleBy(work: Promise<unknown>): void {
    this.surroundings.gauge.begin();
    work.then(
      (result) => {
        this.surroundings.gauge.end();
        if (this.#isOver) return;
        this.#end('ok');
        this.#resolve(result);
      },
      (error: unknown) => {
        this.surroundings.gauge.end();
        if (this.#isOver) return this.surroundings.onLateError(error);
        this.#end(this.context.outcome ?? 'error', error);
        this.#reject(error);
      },
    );
  }

  /** Of two that are due together the outer one is first: its handler cannot make an answer of the inner one's timeout. */
  expire(): void {
    if (this.#isOver || this.#isCommitting(() => this.expire())) return;
    this.bounds.outer?.limited?.expire();
    this.#giveUp('timeout', this.surroundings.timedOut(this.bounds.timeout));
  }

  readonly #abort = (): void => {
    if (!this.#isCommitting(this.#abort)) this.#giveUp('error', this.bounds.signal!.reason);
  };

  /** Whether it is too late to give it up; then `again` is called when the commit has had its time. */
  #isCommitting(again: () => void): boolean {
    if (this.#hasGrace || !this.context.isCommitting) return false;
    this.#hasGrace = true;
    const cancelEarlier = this.#cancelTimer;
    const cancel = this.surroundings.clock.setTimer(again, COMMIT_GRACE);
    this.#cancelTimer = () => {
      cancelEarlier?.();
      cancel();
    };
    return true;
  }

  #giveUp(outcome: Outcome, reason: unknown): void {
    if (this.#isOver) return;
    this.#end(outcome, reason);
    this.context.abort(reason);
    this.#reject(reason);
  }

  #end(outcome: Outcome, error?: unknown): void {
    this.#isOver = true;
    this.#cancelTimer?.();
    this.bounds.signal?.removeEventListener('abort', this.#abort);
    this.bounds.onEnd?.(outcome, error);
  }
}
