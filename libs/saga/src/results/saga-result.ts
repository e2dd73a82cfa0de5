import type { SagaRow } from '../backends/saga-row.js';
import { stateOf } from '../machine/progress.js';
import { isFinished, type SagaStatus } from '../machine/saga-status.js';
import type { SagaError } from './saga-error.js';

/** How a saga came out. */
export interface SagaResult<C = unknown> {
  readonly id: string;
  /** An end, or `compensation-failed` or `stopped`: then a person must act. */
  readonly status: SagaStatus;
  /** True when it was completed. */
  readonly success: boolean;
  /** Names in the order of completion; steps that were undone afterwards among them. */
  readonly stepsCompleted: string[];
  readonly failedStep?: string;
  readonly error?: SagaError;
  readonly context: C;
}

/** Whether a saga has a result: it has ended, or stands until a person acts. */
export function hasResult(status: SagaStatus): boolean {
  return isFinished(status) || status === 'compensation-failed' || status === 'stopped';
}

/** The result of a row. */
export function resultOf<C>(
  row: Pick<SagaRow, 'id' | 'status' | 'context' | 'progress' | 'failedStep' | 'error'>,
): SagaResult<C> {
  const { done } = stateOf({ ...row, results: null }).state;
  return {
    id: row.id,
    status: row.status,
    success: row.status === 'completed',
    stepsCompleted: done.map(({ step }) => step),
    ...(row.failedStep === undefined ? {} : { failedStep: row.failedStep }),
    ...(row.error === undefined ? {} : { error: row.error }),
    context: JSON.parse(row.context) as C,
  };
}
