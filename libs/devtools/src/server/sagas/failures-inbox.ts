import type { SagaSummary as SagaRowSummary } from '@ledgerline/saga/backend';
import type { FailureGroup, FailuresInbox } from '../../api/sagas.js';
import type { SagasPart } from '../application/suite.js';
import { sagaSummary, shortError } from './saga-summary.js';

const MOST = 1_000;
const SHOWN = 10;

/** Sagas that stand until a person acts, those that failed alike together; the largest group first. */
export async function failuresInbox({ store, runner }: SagasPart, faulted: readonly string[]): Promise<FailuresInbox> {
  const rows = await store.browser.stalest({ statuses: ['compensation-failed', 'stopped'], limit: MOST });
  const groups = new Map<string, SagaRowSummary[]>();
  for (const row of rows) {
    const key = [row.name, row.status, row.failedStep, row.error?.name, row.error?.code, likeness(row)].join('\0');
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const isComplete = rows.length < MOST;
  return {
    groups: [...groups.values()].map((group) => groupOf(group, isComplete, runner)).sort((a, b) => b.count.count - a.count.count),
    projections: faulted,
    isComplete,
  };
}

function groupOf(rows: readonly SagaRowSummary[], isComplete: boolean, runner: SagasPart['runner']): FailureGroup {
  const [first] = rows;
  return {
    saga: first!.name,
    status: first!.status as FailureGroup['status'],
    ...(first!.failedStep === undefined ? {} : { step: first!.failedStep }),
    error: first!.error ? shortError(first!.error) : { name: 'Stopped', message: first!.reason ?? 'No reason was recorded.' },
    count: { count: rows.length, kind: isComplete ? 'exact' : 'at-least' },
    sagas: rows.slice(0, SHOWN).map((row) => sagaSummary(row, runner)),
  };
}

/** The message without what differs from one to the next: numbers and quoted names. */
function likeness({ error, reason }: SagaRowSummary): string {
  return (error?.message ?? reason ?? '').replace(/["“'`][^"”'`]*["”'`]|[\da-f-]{8,}|\d+/gi, '…').slice(0, 200);
}
