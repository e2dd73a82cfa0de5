import { textOf } from '@ledgerline/storage';
import type { SagaStatus } from '../../../machine/saga-status.js';
import type { SagaError } from '../../../results/saga-error.js';
import type { SagaRow, SagaSummary } from '../../saga-row.js';

/** A row of {@link sagaColumns} as the driver gives it. */
export type SagaColumns = readonly unknown[];

const TIMES = ['next_at', 'due_at', 'deadline', 'created_at', 'updated_at', 'finished_at'];

const COMMON = [
  's.id',
  's.run',
  's.name',
  's.version',
  's.fingerprint',
  's.status',
  's.input_hash',
  'CAST(s.progress AS BINARY)',
  's.failed_step',
  'CAST(s.error AS BINARY)',
  'CAST(s.reason AS BINARY)',
  's.waiting_for',
  's.owner',
  's.token',
  's.doubtful',
  's.signals',
  's.cancel_requested',
  'CAST(s.cancel_reason AS BINARY)',
  's.recoveries',
  's.parent',
  's.correlation_id',
  's.causation_id',
  's.traceparent',
  ...TIMES.map((column) => microseconds(`s.${column}`)),
  microseconds('UTC_TIMESTAMP(6)'),
];

/** The columns of a saga in the table `s` without what may be large; texts as bytes, times as microseconds since the epoch. */
export const SUMMARY_COLUMNS = COMMON.join(', ');

/** All of them, in the order that {@link sagaRow} reads. */
export const SAGA_COLUMNS = `${SUMMARY_COLUMNS}, CAST(s.context AS BINARY), CAST(s.results AS BINARY)`;

function microseconds(column: string): string {
  return `TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ${column})`;
}

/** A row of {@link SAGA_COLUMNS}. */
export function sagaRow(columns: SagaColumns): SagaRow {
  const [context, results] = columns.slice(-2);
  return { ...sagaSummary(columns), context: textOf(context), results: textOrNull(results) };
}

/** A row of {@link SUMMARY_COLUMNS}. */
export function sagaSummary(columns: SagaColumns): SagaSummary {
  const text = (index: number) => textOrNull(columns[index]) ?? undefined;
  const [nextAt, dueAt, deadline, createdAt, updatedAt, finishedAt, readAt] = columns.slice(23, 30).map(millis);
  const error = text(9);
  return {
    id: textOf(columns[0]),
    run: textOf(columns[1]),
    name: textOf(columns[2]),
    version: Number(columns[3]),
    fingerprint: textOf(columns[4]),
    status: textOf(columns[5]) as SagaStatus,
    inputHash: textOf(columns[6]),
    progress: textOf(columns[7]),
    failedStep: text(8),
    error: error === undefined ? undefined : (JSON.parse(error) as SagaError),
    reason: text(10),
    waitingFor: text(11),
    owner: text(12),
    token: Number(columns[13]),
    isDoubtful: Number(columns[14]) === 1,
    signals: Number(columns[15]),
    isCancelRequested: Number(columns[16]) === 1,
    cancelReason: text(17),
    recoveries: Number(columns[18]),
    parent: text(19),
    correlationId: textOf(columns[20]),
    causationId: text(21),
    traceparent: text(22),
    nextAt,
    dueAt,
    deadline,
    createdAt: createdAt!,
    updatedAt: updatedAt!,
    finishedAt,
    readAt: readAt!,
  };
}

/** The text of a column, or null. */
export function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : textOf(value);
}

function millis(microseconds: unknown): number | undefined {
  return microseconds === null || microseconds === undefined ? undefined : Number(microseconds) / 1e3;
}
