import { fromNow } from '@ledgerline/storage';
import { IS_SHARE } from './share-condition.js';

/**
 * Takes a share that is free, ours, or whose lease has run out; the new epoch comes as the insert id, and no row is affected when
 * another owner has it. One round trip; primary key; locks that row.
 *
 * Parameters: owner, term in milliseconds, the share, owner.
 */
export function takeShare(schema: string): string {
  return `UPDATE ${schema}_subscriptions
    SET owner = ?, lease_until = ${fromNow()}, epoch = LAST_INSERT_ID(epoch + 1), updated_at = UTC_TIMESTAMP(6)
    WHERE ${IS_SHARE} AND (owner IS NULL OR owner = ? OR lease_until < UTC_TIMESTAMP(6))`;
}
