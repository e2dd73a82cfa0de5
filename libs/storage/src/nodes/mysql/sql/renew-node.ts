import { fromNow } from '../../../mysql/sql-text.js';

/**
 * Prolongs a lease, also one that ran out, unless the node was declared dead; a gap is noted, from the end of the lease as it was. A third of
 * the term apart. One round trip; primary key; locks that row.
 *
 * Parameters: term in milliseconds, id.
 */
export function renewNode(schema: string): string {
  return `UPDATE ${schema}_nodes
    SET steady_since = IF(lease_until > UTC_TIMESTAMP(6), steady_since, UTC_TIMESTAMP(6)), lease_until = ${fromNow()}
    WHERE id = ? AND dead = 0`;
}
