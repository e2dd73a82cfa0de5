import type { SagaSummary } from '../backends/saga-row.js';
import type { SagaStatus } from '../machine/saga-status.js';

/** Open sagas of some statuses. */
export interface StalestQuery {
  readonly statuses: readonly SagaStatus[];
  readonly saga?: string;
  readonly limit: number;
}

/** How many open sagas there are, counted up to a limit. */
export interface OpenCounts {
  readonly counts: readonly { readonly saga: string; readonly status: SagaStatus; readonly count: number }[];
  /** False when the limit was reached: each number is a lower bound. */
  readonly isComplete: boolean;
}

/** Sagas that ended within one minute. */
export interface Endings {
  /** Whole minutes since the time that was asked for. */
  readonly minute: number;
  readonly status: SagaStatus;
  readonly count: number;
}

/** Where a page of timers ended. */
export interface TimerPlace {
  readonly at: number;
  readonly id: string;
}

/**
 * What people ask who look around among sagas: a bounded amount of work for each page, nothing large is loaded, nothing is written. Each
 * method is one round trip.
 */
export interface SagaBrowser {
  /** Sagas that have not ended, the one of which nothing was recorded for longest first. */
  stalest(query: StalestQuery): Promise<readonly SagaSummary[]>;
  /** Sagas that have ended, the last one first. */
  lastEnded(query: Omit<StalestQuery, 'statuses'>): Promise<readonly SagaSummary[]>;
  /** @param most sagas that are looked at */
  openCounts(query: { readonly saga?: string; readonly most: number }): Promise<OpenCounts>;
  /** What ended since a time; at most `most` are looked at, from the newest on. */
  endings(query: { readonly since: number; readonly saga?: string; readonly most: number }): Promise<readonly Endings[]>;
  /** Sagas that go on by themselves at some time, soonest first. */
  timers(query: { readonly after?: TimerPlace; readonly limit: number }): Promise<readonly SagaSummary[]>;
}
