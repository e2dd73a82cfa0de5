import type { RebuildProgress } from '../projection-status.js';
import { codeVersion } from './record/complete-swap.js';
import type { RebuildRow } from './record/rebuild-record.js';

/**
 * How far a rebuild has come. The time that it will take is reckoned from its pace since it began: times in which nobody ran it count.
 *
 * @param row of the shadow
 * @param head the log's safe head
 * @param now milliseconds since the epoch
 */
export function progressOf(row: RebuildRow, head: number, now: number): RebuildProgress {
  const { position, startedAt } = row;
  const elapsed = Math.max(0, now - startedAt);
  const left = Math.max(0, head - position);
  return {
    version: codeVersion(row.version),
    position,
    head,
    done: head === 0 ? 1 : Math.min(1, position / head),
    startedAt: new Date(startedAt),
    ...(position > 0 && row.error === null ? { remaining: Math.round((elapsed / position) * left) } : {}),
    ...(row.error === null ? {} : { error: row.error }),
  };
}
