import type { Clock } from '@ledgerline/storage';

/** Between two looks at a rebuild that could be swapped, in milliseconds. */
const SHORTEST_PAUSE = 100;
/** A long reader is waited for with ever longer pauses: each attempt holds up the other readers for a moment. */
const FIRST_BUSY_PAUSE = 500;
const LONGEST_BUSY_PAUSE = 10_000;

/** When the next attempt at a swap is due. */
export class SwapSchedule {
  #busyPause = FIRST_BUSY_PAUSE;
  #pause = SHORTEST_PAUSE;

  constructor(private readonly clock: Clock) {}

  /** Milliseconds until the next look; nodes and projections that wait for the same reader do not keep step. */
  get pause(): number {
    return this.#pause * (0.75 + this.clock.random() / 2);
  }

  /** There was nothing to attempt, or the shadow was behind. */
  early(): void {
    this.#pause = SHORTEST_PAUSE;
    this.#busyPause = FIRST_BUSY_PAUSE;
  }

  /** Somebody held the tables, or something else stood in the way. */
  busy(): void {
    this.#pause = this.#busyPause;
    this.#busyPause = Math.min(this.#busyPause * 2, LONGEST_BUSY_PAUSE);
  }
}
