import { isDeepStrictEqual } from 'node:util';
import type { SagaRow, SagaWrite, Written } from '../backends/saga-row.js';

/**
 * What the answer to a write was that has been lost, read from the row; nothing when the write was not made, or others have gone on since.
 * Every write differs from the one before it by its progress.
 */
export function answerFrom(row: SagaRow | undefined, write: SagaWrite): Written | undefined {
  if (!row || row.token !== write.token || !isDeepStrictEqual(JSON.parse(row.progress), JSON.parse(write.progress)))
    return undefined;
  const { id, signals, isCancelRequested, cancelReason } = row;
  return { id, isHeld: write.isReleased && row.owner === write.owner, signals, isCancelRequested, cancelReason };
}
