import { isActive, isFinished, type SagaStatus } from '../../machine/saga-status.js';
import type { SagaCensus } from '../saga-store.js';
import type { MemorySaga } from './memory-sagas.js';

/** Counts of what is not finished, and of what nobody took though it was due before `dueBefore`. */
export function memoryCensus(rows: Iterable<MemorySaga>, dueBefore: number): SagaCensus {
  const active = new Map<string, { saga: string; status: SagaStatus; count: number }>();
  const overdue = new Map<string, { saga: string; reason: string; count: number }>();
  for (const { name: saga, status, owner, nextAt, reason = 'Nobody has taken it.' } of rows) {
    if (isFinished(status)) continue;
    count(active, `${saga}/${status}`, { saga, status });
    if (isActive(status) && owner === undefined && nextAt !== undefined && nextAt < dueBefore)
      count(overdue, `${saga}/${reason}`, { saga, reason });
  }
  return { active: [...active.values()], overdue: [...overdue.values()] };
}

function count<T extends object>(counts: Map<string, T & { count: number }>, key: string, what: T): void {
  const entry = counts.get(key) ?? { ...what, count: 0 };
  entry.count += 1;
  counts.set(key, entry);
}
