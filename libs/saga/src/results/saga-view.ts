import type { SagaRow, SagaSummary } from '../backends/saga-row.js';
import { stateOf } from '../machine/progress.js';
import { hasResult } from './saga-result.js';
import type { SagaStatus } from '../machine/saga-status.js';
import type { SagaError } from './saga-error.js';

/** A saga as it stands in the store. */
export interface SagaView<C = unknown> {
  readonly id: string;
  /** Name of the saga. */
  readonly saga: string;
  /** Version of the definition that started it. */
  readonly version: number;
  readonly status: SagaStatus;
  readonly success: boolean;
  readonly stepsCompleted: string[];
  /** Steps whose compensation has been run or was skipped by a person. */
  readonly stepsCompensated: string[];
  /** Steps that are still to be undone, next first. */
  readonly stepsToCompensate: string[];
  readonly failedStep?: string;
  readonly error?: SagaError;
  /** Absent in lists, which load nothing large. */
  readonly context?: C;
  /** A sentence: why it rests or stands, for what, and who must act. */
  readonly reason?: string;
  /** Name of the signal that it waits for. */
  readonly waitingFor?: string;
  /** When it goes on by itself. */
  readonly nextAt?: Date;
  readonly deadline?: Date;
  /** Steps whose outcome is not known. */
  readonly inDoubt: string[];
  /** The node that runs it. */
  readonly owner?: string;
  /** Failed attempts of what is under way, by step; a compensation's under the step's name + `:undo`. */
  readonly attempts: Readonly<Record<string, number>>;
  readonly isCancelRequested: boolean;
  /** Takeovers from nodes that died while they ran it, since it last made progress. */
  readonly recoveries: number;
  /** The saga that started it. */
  readonly parent?: string;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly finishedAt?: Date;
}

/** One page of a list. */
export interface Page<T> {
  readonly items: T[];
  /** Give it to get the next page; absent on the last one. */
  readonly nextCursor?: string;
}

/** What people see of a row. */
export function viewOf<C>(row: SagaRow | SagaSummary): SagaView<C> {
  const context = 'context' in row ? row.context : undefined;
  const { state } = stateOf({ ...row, context: context ?? '', results: null });
  const isResting = row.owner === undefined && !hasResult(row.status);
  return {
    id: row.id,
    saga: row.name,
    version: row.version,
    status: row.status,
    success: row.status === 'completed',
    stepsCompleted: state.done.map(({ step }) => step),
    stepsCompensated: state.undone.filter(({ how }) => how !== 'failed').map(({ step }) => step),
    stepsToCompensate: [...state.undone.filter(({ how }) => how === 'failed'), ...(state.undo ?? [])].map(({ step }) => step),
    inDoubt: [...state.doubts],
    attempts: state.attempts,
    ...(context === undefined ? {} : { context: JSON.parse(context) as C }),
    ...present({ failedStep: row.failedStep, error: row.error, reason: row.reason, owner: row.owner, parent: row.parent }),
    ...present({ waitingFor: isResting ? row.waitingFor : undefined, nextAt: isResting ? dateOf(row.nextAt) : undefined }),
    ...present({ causationId: row.causationId, deadline: dateOf(row.deadline), finishedAt: dateOf(row.finishedAt) }),
    isCancelRequested: row.isCancelRequested,
    recoveries: row.recoveries,
    correlationId: row.correlationId,
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
  };
}

function dateOf(at: number | undefined): Date | undefined {
  return at === undefined ? undefined : new Date(at);
}

function present<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
