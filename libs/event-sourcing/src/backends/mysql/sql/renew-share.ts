import { fromNow } from '@ledgerline/storage';
import { IS_SHARE } from './share-condition.js';

/**
 * Prolongs a lease that nobody else has taken, even if it has run out meanwhile; no row is affected when it was lost. One round trip;
 * primary key; locks that row.
 *
 * Parameters: term in milliseconds, the share, epoch.
 */
export function renewShare(schema: string): string {
  return `UPDATE ${schema}_subscriptions SET lease_until = ${fromNow()}, updated_at = UTC_TIMESTAMP(6)
    WHERE ${IS_SHARE} AND epoch = ? AND owner IS NOT NULL`;
}
