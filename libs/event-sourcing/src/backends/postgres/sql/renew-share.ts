import type { Statement } from '../statement.js';

/**
 * Prolongs a lease that nobody else has taken, even if it has run out meanwhile; no row when it was lost. One round trip; primary
 * key; locks that row.
 *
 * Parameters: name, members, member, partition, epoch, term in milliseconds.
 */
export function renewShare(schema: string): Statement {
  return {
    name: `${schema}_renew_share`,
    text: `UPDATE ${schema}.subscriptions SET lease_until = clock_timestamp() + $6::double precision * interval '1 millisecond'
      WHERE name = $1 AND members = $2 AND member = $3 AND partition = $4 AND epoch = $5 AND owner IS NOT NULL
      RETURNING 1`,
  };
}
