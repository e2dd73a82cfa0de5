import { IS_SHARE } from './share-condition.js';

/**
 * The checkpoint of a share that was just taken. One round trip; primary key; no lock.
 *
 * Parameters: the share, epoch.
 */
export function sharePosition(schema: string): string {
  return `SELECT position FROM ${schema}_subscriptions WHERE ${IS_SHARE} AND epoch = ?`;
}
