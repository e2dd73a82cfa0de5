import type { Statement } from '../statement.js';

/**
 * Takes a share of a subscription that is free, ours, or whose lease has run out; no row when another owner has it. One round trip;
 * primary key; locks that row.
 *
 * A share that is new starts where the other shares of the subscription stand that were made for another number of members, so that
 * a change of that number skips nothing.
 *
 * Parameters: name, members, member, partition, owner, term in milliseconds, initial position.
 */
export function acquireShare(schema: string): Statement {
  return {
    name: `${schema}_acquire_share`,
    text: `INSERT INTO ${schema}.subscriptions AS s (name, members, member, partition, owner, lease_until, epoch, position)
      VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6::double precision * interval '1 millisecond', 1,
        coalesce((SELECT min(o.position) FROM ${schema}.subscriptions o WHERE o.name = $1 AND o.partition = $4 AND o.members <> $2), $7))
      ON CONFLICT (name, members, member, partition) DO UPDATE
        SET owner = excluded.owner, lease_until = excluded.lease_until, epoch = s.epoch + 1, updated_at = clock_timestamp()
        WHERE s.owner IS NULL OR s.owner = excluded.owner OR s.lease_until < clock_timestamp()
      RETURNING s.epoch, s.position`,
  };
}
