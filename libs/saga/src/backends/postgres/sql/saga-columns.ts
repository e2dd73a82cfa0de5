import type { SagaStatus } from '../../../machine/saga-status.js';
import type { SagaError } from '../../../results/saga-error.js';
import type { SagaRow, SagaSummary } from '../../saga-row.js';

/** A row of {@link sagaColumns} as the driver gives it. */
export type SagaColumns = readonly (string | null)[];

const COMMON = [
  'id',
  'run',
  'name',
  'version',
  'fingerprint',
  'status',
  'input_hash',
  'progress',
  'failed_step',
  'error',
  'reason',
  'waiting_for',
  'owner',
  'token',
  'doubtful',
  'signals',
  'cancel_requested',
  'cancel_reason',
  'recoveries',
  'parent',
  'correlation_id',
  'causation_id',
  'traceparent',
];
const TIMES = ['next_at', 'due_at', 'deadline', 'created_at', 'updated_at', 'finished_at'];

/** The columns of a saga, in the order that {@link sagaRow} reads; times as seconds since the epoch. */
export function sagaColumns(table: string): string {
  return `${summaryColumns(table)}, ${table}.context, ${table}.results`;
}

/** The same without what may be large. */
export function summaryColumns(table: string): string {
  const columns = COMMON.map((column) => `${table}.${column}`);
  const times = TIMES.map((column) => `extract(epoch FROM ${table}.${column})`);
  return [...columns, ...times, 'extract(epoch FROM clock_timestamp())'].join(', ');
}

/** A row of {@link sagaColumns}. */
export function sagaRow(columns: SagaColumns): SagaRow {
  const [context, results] = columns.slice(-2);
  return { ...sagaSummary(columns), context: context!, results: results ?? null };
}

/** A row of {@link summaryColumns}. */
export function sagaSummary(columns: SagaColumns): SagaSummary {
  const text = (index: number) => columns[index] ?? undefined;
  const [nextAt, dueAt, deadline, createdAt, updatedAt, finishedAt, readAt] = columns.slice(COMMON.length).map(millis);
  const error = text(9);
  return {
    id: columns[0]!,
    run: columns[1]!,
    name: columns[2]!,
    version: Number(columns[3]),
    fingerprint: columns[4]!,
    status: columns[5] as SagaStatus,
    inputHash: columns[6]!,
    progress: columns[7]!,
    failedStep: text(8),
    error: error === undefined ? undefined : (JSON.parse(error) as SagaError),
    reason: text(10),
    waitingFor: text(11),
    owner: text(12),
    token: Number(columns[13]),
    isDoubtful: columns[14] === 't',
    signals: Number(columns[15]),
    isCancelRequested: columns[16] === 't',
    cancelReason: text(17),
    recoveries: Number(columns[18]),
    parent: text(19),
    correlationId: columns[20]!,
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

function millis(seconds: string | null | undefined): number | undefined {
  return seconds === null || seconds === undefined ? undefined : Math.round(Number(seconds) * 1e6) / 1e3;
}
