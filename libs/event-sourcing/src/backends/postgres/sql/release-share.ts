import type { Statement } from '../statement.js';

/**
 * Gives a lease back, if it is still the newest. One round trip; primary key; locks that row.
 *
 * Parameters: name, members, member, partition, epoch.
 */
export function releaseShare(schema: string): Statement {
  return {
    name: `${schema}_release_share`,
    text: `UPDATE ${schema}.subscriptions SET owner = NULL, lease_until = NULL
      WHERE name = $1 AND members = $2 AND member = $3 AND partition = $4 AND epoch = $5`,
  };
}
