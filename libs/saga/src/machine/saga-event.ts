import type { SagaError } from '../results/saga-error.js';
import type { BadEnd, Rest } from './saga-state.js';

/**
 * How an attempt failed:
 * - `refused`: a definite no, nothing was done by this attempt, and it is not tried again;
 * - `rolled-back`: nothing was done, and it may be tried again;
 * - `unknown`: something may have been done, and it may be tried again;
 * - `unstorable`: it was done, but what came of it cannot be recorded; never tried again.
 */
export type FailureVerdict = 'refused' | 'rolled-back' | 'unknown' | 'unstorable';

/** What happened to a saga. */
export type SagaEvent =
  | {
      readonly kind: 'done';
      readonly step: string;
      readonly context: string;
      readonly result?: unknown;
      readonly signal?: number;
      readonly changed?: readonly string[];
    }
  /** No step is left, since the code has none any more. */
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'failed'; readonly step: string; readonly error: SagaError; readonly verdict: FailureVerdict }
  /** An attempt was broken off from outside: it is no failure of the step, but its outcome is unknown. */
  | { readonly kind: 'interrupted'; readonly step: string }
  /** The node that ran it died at what was next: `underWay`, if its last write tells, else what this code does next. */
  | { readonly kind: 'taken-over'; readonly underWay?: readonly string[] }
  /** No further step is begun; what was done is undone. */
  | { readonly kind: 'closed'; readonly ends: BadEnd; readonly error?: SagaError; readonly reason?: string }
  | { readonly kind: 'undone'; readonly step: string; readonly context: string }
  | { readonly kind: 'undo-failed'; readonly step: string; readonly error: SagaError; readonly isRefusal: boolean }
  /** It has nothing to do until some time or signal; `context` when the step that leads to it has changed it. */
  | { readonly kind: 'rested'; readonly rest: Rest; readonly reason: string; readonly context?: string }
  | { readonly kind: 'stopped'; readonly error: SagaError; readonly reason: string }
  | { readonly kind: 'retried'; readonly skip: boolean };
