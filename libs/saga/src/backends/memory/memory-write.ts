import { isActive, isFinished } from '../../machine/saga-status.js';
import type { SagaWrite, Written } from '../saga-row.js';
import type { MemorySaga } from './memory-sagas.js';

/** Puts a write into a row whose owner and token match: what the databases decide inside their statement. */
export function applyWrite(row: MemorySaga, write: SagaWrite, now: number): Written {
  const isNewsGuarded = write.guard === 'rest' && row.signals > write.seenSignals;
  const isHeld = (write.guard !== 'none' && row.isCancelRequested) || isNewsGuarded;
  const { fingerprint, progress, failedStep, error, reason, waitingFor } = write;
  Object.assign(row, { fingerprint, progress, failedStep, error, reason, waitingFor, isDoubtful: false, updatedAt: now });
  if (write.context !== null) row.context = write.context;
  if (write.results !== null) row.results = write.results;
  if (write.isProgress) row.recoveries = 0;
  row.dueAt = write.due === undefined ? undefined : now + write.due;
  row.status = isHeld ? 'running' : write.status;
  if (write.isReleased && !isHeld) {
    row.owner = undefined;
    row.nextAt = isActive(write.status) ? earliest(row.dueAt, write.isBounded ? row.deadline : undefined) : undefined;
    if (isFinished(write.status)) row.finishedAt = now;
  }
  const { id, signals, isCancelRequested, cancelReason } = row;
  return { id, isHeld, signals, isCancelRequested, cancelReason };
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}
