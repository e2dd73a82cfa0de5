/**
 * The nodes whose lease ran out, as a node may see them that has been alive without a gap for a term; `blame` says that the lease ended in
 * that time, so that it was no outage of the database. A few times in a term: one round trip; reads the few rows of the table; no lock.
 *
 * Parameters: id of the asking node, term in milliseconds.
 */
export function expiredNodes(schema: string): string {
  return `SELECT v.id, v.lease_until > me.steady_since FROM ${schema}_nodes me JOIN ${schema}_nodes v ON v.id <> me.id
    WHERE me.id = ? AND me.dead = 0 AND me.steady_since < TIMESTAMPADD(MICROSECOND, ? * -1000, UTC_TIMESTAMP(6))
      AND v.dead = 0 AND v.lease_until < UTC_TIMESTAMP(6)`;
}
