import type { SagaStatus } from '../machine/saga-status.js';
import type { SagaError } from '../results/saga-error.js';

/** A saga as a store keeps it; times are milliseconds since the epoch by the store's clock, contexts and results JSON texts. */
export interface SagaRow {
  readonly id: string;
  /** Fresh for each saga, so that an id that is used again gets other idempotency keys. */
  readonly run: string;
  readonly name: string;
  readonly version: number;
  /** Of the definition that ran it last. */
  readonly fingerprint: string;
  readonly status: SagaStatus;
  readonly inputHash: string;
  readonly context: string;
  readonly results: string | null;
  readonly progress: string;
  readonly failedStep?: string;
  readonly error?: SagaError;
  readonly reason?: string;
  readonly waitingFor?: string;
  /** The node that runs it. */
  readonly owner?: string;
  /** Raised with each change of owner; every write names it. */
  readonly token: number;
  /** Taken over from a dead node, and nothing was recorded since. */
  readonly isDoubtful: boolean;
  readonly nextAt?: number;
  /** When its own rest ends, apart from the deadline. */
  readonly dueAt?: number;
  readonly deadline?: number;
  /** Counts everything that may wake it: signals, ends of children. */
  readonly signals: number;
  readonly isCancelRequested: boolean;
  readonly cancelReason?: string;
  /** Takeovers from nodes that died on it since it last made progress. */
  readonly recoveries: number;
  readonly parent?: string;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly traceparent?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly finishedAt?: number;
  /** The store's clock when the row was read. */
  readonly readAt: number;
}

/** A row without what may be large: what lists load. */
export type SagaSummary = Omit<SagaRow, 'context' | 'results'>;

/** A saga to insert. */
export interface NewSaga {
  readonly id: string;
  readonly run: string;
  readonly name: string;
  readonly version: number;
  readonly fingerprint: string;
  readonly inputHash: string;
  readonly context: string;
  /** The node that runs it at once; without one it is `pending` and due after `delay`. */
  readonly owner?: string;
  /** Milliseconds until it is due. */
  readonly delay: number;
  /** Milliseconds from now until its deadline, if it has one. */
  readonly timeout?: number;
  readonly parent?: string;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly traceparent?: string;
  /** It stands from the beginning, for a person to look at. */
  readonly stopped?: { readonly reason: string; readonly error: SagaError };
}

/** An attempt as the history keeps it for people. */
export interface StepRecord {
  /** Number within the saga's run, from 1. */
  readonly number: number;
  readonly step: string;
  readonly direction: 'action' | 'compensation';
  readonly attempt: number;
  readonly outcome: 'ok' | 'retry' | 'failed' | 'timeout' | 'aborted';
  /** Milliseconds since the epoch, by the node's clock. */
  readonly startedAt: number;
  readonly duration: number;
  readonly error?: SagaError;
  /** What the attempt changed in the context, as a JSON merge patch (RFC 7396) of its top level. */
  readonly changes?: string;
}

/** What became of a saga, to be recorded by its owner. */
export interface SagaWrite {
  readonly id: string;
  readonly token: number;
  /** The owner that the row must have. */
  readonly owner: string | null;
  readonly fingerprint: string;
  readonly status: SagaStatus;
  /** `null` = unchanged. */
  readonly context: string | null;
  readonly results: string | null;
  readonly progress: string;
  readonly failedStep?: string;
  readonly error?: SagaError;
  readonly reason?: string;
  readonly waitingFor?: string;
  /** Whether the owner gives it up: it ends, rests or stands. */
  readonly isReleased: boolean;
  /** Milliseconds until its rest ends by itself, if it does. */
  readonly due?: number;
  /** Whether the deadline wakes it, too. */
  readonly isBounded: boolean;
  /**
   * What must not have happened meanwhile, else the saga stays with its owner, running: for an `end` a cancel, for a `rest` a cancel or a
   * signal beyond `seenSignals`.
   */
  readonly guard: 'none' | 'end' | 'rest';
  readonly seenSignals: number;
  /** Whether this is a step forward, which acquits the saga of the deaths of its owners. */
  readonly isProgress: boolean;
  /** The saga to wake when this is an end. */
  readonly parent?: string;
  readonly history: readonly StepRecord[];
}

/** The answer to a write that found its row. */
export interface Written {
  readonly id: string;
  /** The guard held: the saga is still running and its owner's. */
  readonly isHeld: boolean;
  readonly signals: number;
  readonly isCancelRequested: boolean;
  readonly cancelReason?: string;
}
