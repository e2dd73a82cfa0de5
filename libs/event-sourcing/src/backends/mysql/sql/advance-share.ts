import { IS_SHARE } from './share-condition.js';

/**
 * Moves a checkpoint, if the lease is still the newest and the checkpoint where its owner left it (or there already: an answer that
 * was lost). One round trip; primary key; locks that row.
 *
 * Parameters: to, the share, epoch, from, to.
 */
export function advanceShare(schema: string): string {
  return `UPDATE ${schema}_subscriptions SET position = ?, updated_at = UTC_TIMESTAMP(6)
    WHERE ${IS_SHARE} AND epoch = ? AND owner IS NOT NULL AND position IN (?, ?)`;
}
