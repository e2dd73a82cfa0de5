import type { Difference, JsonView, Millis } from './json.js';
import type { EventSummary } from './events.js';
import type { Count, Page } from './page.js';

/** What a saga is doing, or how it ended. */
export type SagaState =
  | 'pending'
  | 'running'
  | 'waiting'
  | 'completed'
  | 'compensating'
  | 'compensated'
  | 'compensation-failed'
  | 'cancelled'
  | 'timed-out'
  | 'stopped';

/** An error as it was recorded. */
export interface ErrorView {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
}

/** A saga in a list, without its context. */
export interface SagaSummary {
  readonly id: string;
  readonly saga: string;
  readonly version: number;
  readonly status: SagaState;
  /** Steps that are done, in the order of completion. */
  readonly stepsCompleted: readonly string[];
  /** Number of steps of the definition; absent when the code no longer has it. */
  readonly stepCount?: number;
  /** The step that runs, waits or is undone now. */
  readonly currentStep?: string;
  readonly failedStep?: string;
  /** A sentence: why it rests or stands, for what, and who must act. */
  readonly reason?: string;
  readonly error?: Omit<ErrorView, 'stack'>;
  readonly waitingFor?: string;
  readonly nextAt?: Millis;
  readonly deadline?: Millis;
  readonly owner?: string;
  readonly isCancelRequested: boolean;
  readonly createdAt: Millis;
  /** Last time that something was recorded: what "stalest" goes by. */
  readonly updatedAt: Millis;
  readonly finishedAt?: Millis;
  readonly correlationId: string;
}

/** Filters of `GET sagas`. */
export interface SagaQuery {
  readonly saga?: string;
  /** One status, or several with commas. */
  readonly status?: string;
  readonly since?: Millis;
  readonly until?: Millis;
  /** Part of the id, the reason, the failed step or the error. */
  readonly text?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export type SagaPage = Page<SagaSummary>;

/** One column of the board. */
export interface SagaColumn {
  readonly name: 'running' | 'waiting' | 'compensating' | 'failed' | 'done';
  readonly statuses: readonly SagaState[];
  readonly count: Count;
  /** Stalest first; of `done`, the last that ended first. */
  readonly sagas: readonly SagaSummary[];
}

/** `GET sagas/board`. */
export interface SagaBoard {
  readonly columns: readonly SagaColumn[];
  /** Sagas that are not finished, by name. */
  readonly byName: readonly { readonly saga: string; readonly statuses: Readonly<Partial<Record<SagaState, number>>> }[];
  /** Due for a while, and nobody has taken them. */
  readonly overdue: readonly { readonly saga: string; readonly reason: string; readonly count: number }[];
}

/** `GET sagas/rates`: what ended in each minute of the last hour, oldest first. */
export interface SagaRates {
  readonly until: Millis;
  readonly minutes: readonly { readonly succeeded: number; readonly failed: number }[];
  /** False when there was too much to count within the time of a page; what is missing is the oldest. */
  readonly isComplete: boolean;
}

/** A step of a definition as the diagram draws it. */
export interface StepView {
  readonly name: string;
  readonly method: string;
  readonly kind: 'step' | 'wait' | 'delay';
  /** Steps of one stage run side by side. */
  readonly stage: number;
  readonly compensate?: string;
  readonly isTransactional: boolean;
  /** Milliseconds for an attempt; 0 = no limit. */
  readonly timeout: number;
  readonly retry: {
    readonly maxRetries: number;
    readonly retryDelay: number;
    readonly backoff: number;
    readonly maxRetryDelay: number;
  };
  /** Of a wait: the signal's name and how long it waits, 0 = no limit. */
  readonly signal?: string;
  readonly waitTimeout?: number;
  /** Of a delay: its milliseconds. */
  readonly delay?: number;
}

/** A saga class: `GET sagas/definitions`. */
export interface SagaDefinitionView {
  readonly name: string;
  readonly className: string;
  readonly version: number;
  readonly timeout: number;
  /** Event types that start it. */
  readonly startedBy: readonly string[];
  readonly steps: readonly StepView[];
}

/** What became of a step of one saga. */
export interface StepProgress {
  readonly name: string;
  readonly state:
    'remaining' | 'running' | 'waiting' | 'done' | 'failed' | 'compensating' | 'compensated' | 'compensation-failed';
  readonly isInDoubt: boolean;
  /** Failed attempts of what is under way. */
  readonly failures: number;
}

/** One attempt of a step or of a compensation. */
export interface AttemptView {
  readonly number: number;
  readonly step: string;
  readonly direction: 'action' | 'compensation';
  readonly attempt: number;
  readonly outcome: 'ok' | 'retry' | 'failed' | 'timeout' | 'aborted';
  readonly startedAt: Millis;
  readonly duration: number;
  readonly error?: ErrorView;
  /** What it changed in the context; values from before are known where the history goes back far enough. */
  readonly difference: readonly Difference[];
}

/** `GET saga?id=`. */
export interface SagaDetail extends SagaSummary {
  /** The recorded error with its stack. */
  readonly failure?: ErrorView;
  readonly context: JsonView;
  readonly definition?: SagaDefinitionView;
  readonly steps: readonly StepProgress[];
  /** In order; the last ones, when there are very many. */
  readonly attempts: readonly AttemptView[];
  readonly attemptsLeftOut: number;
  readonly parent?: string;
  readonly causationId?: string;
  readonly recoveries: number;
  /** What can be done to it now. */
  readonly actions: readonly SagaAction[];
  /** Signals that it waits for now. */
  readonly signals: readonly string[];
}

export type SagaAction = 'retry' | 'skip' | 'cancel' | 'signal' | 'fire';

/** A saga that goes on by itself at some time: `GET sagas/timers`, soonest first. */
export interface TimerView {
  readonly sagaId: string;
  readonly saga: string;
  readonly step?: string;
  readonly kind: 'delay' | 'retry' | 'signal' | 'start' | 'deadline' | 'child';
  readonly dueAt: Millis;
  readonly reason?: string;
}

export type TimerPage = Page<TimerView>;

/** Sagas that stand until a person acts, alike: `GET sagas/failures`. */
export interface FailureGroup {
  readonly saga: string;
  readonly status: 'compensation-failed' | 'stopped';
  readonly step?: string;
  readonly error: Omit<ErrorView, 'stack'>;
  readonly count: Count;
  /** Oldest first. */
  readonly sagas: readonly SagaSummary[];
}

export interface FailuresInbox {
  readonly groups: readonly FailureGroup[];
  /** Projections that are faulted. */
  readonly projections: readonly string[];
  readonly isComplete: boolean;
}

/** Events that a saga led to: `GET saga/events?id=`. */
export type SagaEvents = Page<EventSummary>;
