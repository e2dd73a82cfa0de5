import type { SagaError } from '../results/saga-error.js';
import type { SagaStatus } from './saga-status.js';

/** A step that is done, in the order of completion. */
export interface DoneStep {
  readonly step: string;
  /** Method that undoes it, as it was when it was done. */
  readonly compensate?: string;
  /** Number of the signal that a wait has taken. */
  readonly signal?: number;
  /** Of a step that ran beside others: the keys of the context that it changed. */
  readonly changed?: readonly string[];
}

/** A step to undo. */
export interface UndoItem {
  readonly step: string;
  readonly compensate: string;
  readonly inDoubt?: true;
}

/** How a step that was to be undone came out. */
export interface UndoneStep {
  readonly step: string;
  readonly compensate: string;
  readonly inDoubt?: true;
  readonly how: 'compensated' | 'skipped' | 'failed';
}

/** How a saga ends when everything is undone. */
export type BadEnd = 'compensated' | 'cancelled' | 'timed-out';

/** Why a saga rests until some time or signal. */
export interface Rest {
  readonly step: string;
  readonly for: 'signal' | 'delay' | 'retry' | 'child';
  /** Name of the signal that wakes it, or id of the child. */
  readonly signal?: string;
  /** The saga turns back, and rests until its child has, too: neither a cancel nor the deadline matters any more. */
  readonly isEnding?: true;
}

/** All that decides what a saga does next; kept in its row. Context and results are JSON texts, parsed by whoever needs them. */
export interface SagaState {
  readonly status: SagaStatus;
  readonly context: string;
  readonly results: Readonly<Record<string, unknown>>;
  readonly done: readonly DoneStep[];
  /** Steps that are not done, and of which an attempt ended without a known outcome. */
  readonly doubts: readonly string[];
  /** Failed attempts of what is not done; a compensation's under the step's name + `:undo`. */
  readonly attempts: Readonly<Record<string, number>>;
  readonly rest?: Rest;
  readonly undo?: readonly UndoItem[];
  readonly undone: readonly UndoneStep[];
  readonly ends?: BadEnd;
  readonly failedStep?: string;
  readonly error?: SagaError;
  /** A sentence: why it rests or stands, for what, and who must act. */
  readonly reason?: string;
}

/** Where every saga begins. */
export function initialState(context: string): SagaState {
  return { status: 'running', context, results: {}, done: [], doubts: [], attempts: {}, undone: [] };
}

/** Key of a compensation among the attempts, and the end of its idempotency key. */
export function undoKey(step: string): string {
  return `${step}:undo`;
}
