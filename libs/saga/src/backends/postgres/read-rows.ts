import type { SagaStatus } from '../../machine/saga-status.js';
import type { SagaError } from '../../results/saga-error.js';
import type { StepRecord } from '../saga-row.js';
import type { SagaCensus } from '../saga-store.js';
import type { SagaColumns } from './sql/saga-columns.js';

/** A row of the history. */
export function stepRecord(columns: SagaColumns): StepRecord {
  const [number, step, direction, attempt, outcome, startedAt, duration, error, changes] = columns;
  return {
    number: Number(number),
    step: step!,
    direction: direction === 'a' ? 'action' : 'compensation',
    attempt: Number(attempt),
    outcome: outcome as StepRecord['outcome'],
    startedAt: Math.round(Number(startedAt) * 1000),
    duration: Number(duration),
    ...(error ? { error: JSON.parse(error) as SagaError } : {}),
    ...(changes ? { changes } : {}),
  };
}

/** The rows of a census: active ones and overdue ones. */
export function censusOf(rows: readonly SagaColumns[]): SagaCensus {
  const of = (kind: string) => rows.filter(([each]) => each === kind);
  return {
    active: of('a').map(([, saga, status, count]) => ({ saga: saga!, status: status as SagaStatus, count: Number(count) })),
    overdue: of('o').map(([, saga, reason, count]) => ({ saga: saga!, reason: reason!, count: Number(count) })),
  };
}
