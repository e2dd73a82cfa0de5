import { textOf } from '@ledgerline/storage';
import type { SagaStatus } from '../../machine/saga-status.js';
import type { SagaError } from '../../results/saga-error.js';
import type { StepRecord } from '../saga-row.js';
import type { SagaCensus } from '../saga-store.js';
import { textOrNull, type SagaColumns } from './sql/saga-columns.js';

/** A row of the history. */
export function stepRecord(columns: SagaColumns): StepRecord {
  const [number, step, direction, attempt, outcome, startedAt, duration, error, changes] = columns;
  const [errorText, changesText] = [textOrNull(error), textOrNull(changes)];
  return {
    number: Number(number),
    step: textOf(step),
    direction: textOf(direction) === 'a' ? 'action' : 'compensation',
    attempt: Number(attempt),
    outcome: textOf(outcome) as StepRecord['outcome'],
    startedAt: Math.round(Number(startedAt) / 1e3),
    duration: Number(duration),
    ...(errorText === null ? {} : { error: JSON.parse(errorText) as SagaError }),
    ...(changesText === null ? {} : { changes: changesText }),
  };
}

/** The rows of a census: active ones, counted apart when nodes run them and when nobody does, and overdue ones. */
export function censusOf(rows: readonly SagaColumns[]): SagaCensus {
  const active = new Map<string, { saga: string; status: SagaStatus; count: number }>();
  const overdue: SagaCensus['overdue'][number][] = [];
  for (const [kind, name, statusOrReason, counted] of rows) {
    const [saga, text, count] = [textOf(name), textOf(statusOrReason), Number(counted)];
    if (textOf(kind) === 'o') {
      overdue.push({ saga, reason: text, count });
      continue;
    }
    const before = active.get(`${saga}/${text}`)?.count ?? 0;
    active.set(`${saga}/${text}`, { saga, status: text as SagaStatus, count: before + count });
  }
  return { active: [...active.values()], overdue };
}
