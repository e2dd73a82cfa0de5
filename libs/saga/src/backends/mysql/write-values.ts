import type { SqlValue } from '@ledgerline/storage';
import type { SagaWrite } from '../saga-row.js';
import { stateOf } from './sql/tables.js';
import { GUARD, type WriteValue } from './sql/write-columns.js';

/** A write as its statements take it. */
export function writeValues(write: SagaWrite): Readonly<Record<WriteValue, SqlValue>> {
  return {
    fingerprint: write.fingerprint,
    status: write.status,
    state: stateOf(write.status),
    progress: write.progress,
    failedStep: write.failedStep ?? null,
    error: write.error === undefined ? null : JSON.stringify(write.error),
    reason: write.reason ?? null,
    waitingFor: write.waitingFor ?? null,
    released: write.isReleased ? 1 : 0,
    due: write.due ?? null,
    bounded: write.isBounded ? 1 : 0,
    guard: GUARD[write.guard],
    seen: write.seenSignals,
    progressed: write.isProgress ? 1 : 0,
  };
}
