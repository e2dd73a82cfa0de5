import type { SagaQuery } from '../saga-store.js';
import type { MemorySaga } from './memory-sagas.js';

/** A page of sagas, newest first. */
export function memoryPage(rows: Iterable<MemorySaga>, query: SagaQuery): MemorySaga[] {
  return [...rows]
    .filter((row) => matches(row, query))
    .sort((a, b) => (isBefore(a, b) ? 1 : -1))
    .slice(0, query.limit);
}

function matches(row: MemorySaga, { saga, status, since, until, text, before }: SagaQuery): boolean {
  if (saga !== undefined && row.name !== saga) return false;
  if (status !== undefined && !status.includes(row.status)) return false;
  if (since !== undefined && row.createdAt < since) return false;
  if (until !== undefined && row.createdAt >= until) return false;
  if (before !== undefined && !isBefore(row, before)) return false;
  return text === undefined || [row.id, row.reason, row.failedStep, row.error?.message].some((each) => includes(each, text));
}

function isBefore(a: { createdAt: number; id: string }, b: { createdAt: number; id: string }): boolean {
  return a.createdAt === b.createdAt ? a.id < b.id : a.createdAt < b.createdAt;
}

function includes(value: string | undefined, text: string): boolean {
  return value !== undefined && value.toLowerCase().includes(text.toLowerCase());
}
