import { IS_SHARE } from './share-condition.js';

/**
 * Gives a lease back, if it is still the newest. One round trip; primary key; locks that row.
 *
 * Parameters: the share, epoch.
 */
export function releaseShare(schema: string): string {
  return `UPDATE ${schema}_subscriptions SET owner = NULL, lease_until = NULL WHERE ${IS_SHARE} AND epoch = ?`;
}
