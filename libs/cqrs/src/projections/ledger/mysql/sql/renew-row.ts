import { IS_ROW, LEASE_END } from './row-condition.js';

/**
 * Prolongs a lease that nobody else has taken, even if it has run out meanwhile; no row is affected when it was lost. One round trip;
 * primary key; locks that row.
 *
 * Parameters: term in milliseconds, name, version, partition, epoch.
 */
export function renewRow(table: string): string {
  return `UPDATE ${table} SET lease_until = ${LEASE_END} WHERE ${IS_ROW} AND epoch = ? AND owner IS NOT NULL`;
}
