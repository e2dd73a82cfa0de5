import { ROW_COLUMNS } from '../../projection-row.js';
import { IS_LEASED, IS_ROW, leaseEnd } from './row-condition.js';

/**
 * Prolongs a lease that nobody else has taken, even if it has run out meanwhile, and tells how the row stands; no row when it was lost.
 * One round trip; primary key; locks that row.
 *
 * Parameters: name, version, partition, epoch, term in milliseconds.
 */
export function renewRow(schema: string): string {
  return `UPDATE ${schema}.projections SET lease_until = ${leaseEnd('$5')}
    WHERE ${IS_ROW} AND epoch = $4 AND owner IS NOT NULL
    RETURNING ${ROW_COLUMNS}, ${IS_LEASED}`;
}
