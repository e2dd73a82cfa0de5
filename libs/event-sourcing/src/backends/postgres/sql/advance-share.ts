import type { Statement } from '../statement.js';

/**
 * Moves a checkpoint, if the lease is still the newest and the checkpoint where its owner left it (or there already: an answer that
 * was lost). One round trip; primary key; locks that row.
 *
 * Parameters: name, members, member, partition, epoch, from, to.
 */
export function advanceShare(schema: string): Statement {
  return {
    name: `${schema}_advance_share`,
    text: `UPDATE ${schema}.subscriptions SET position = $7, updated_at = clock_timestamp()
      WHERE name = $1 AND members = $2 AND member = $3 AND partition = $4 AND epoch = $5 AND owner IS NOT NULL AND position IN ($6, $7)
      RETURNING 1`,
  };
}
