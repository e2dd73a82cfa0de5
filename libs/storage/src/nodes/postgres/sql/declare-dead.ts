/**
 * Declares nodes dead whose lease ran out, if the asking node has been alive without a gap for a term. `blame` says that the death fell
 * in that time, so that it was no outage of the database. One round trip; reads the few rows of the table; locks those that die.
 *
 * Parameters: id of the asking node, term in milliseconds.
 */
export function declareDead(schema: string): string {
  return `UPDATE ${schema}.nodes v SET dead = true, blame = v.lease_until > me.steady_since
    FROM ${schema}.nodes me
    WHERE me.id = $1 AND NOT me.dead AND me.steady_since < clock_timestamp() - $2::double precision * interval '1 millisecond'
      AND v.id <> me.id AND NOT v.dead AND v.lease_until < clock_timestamp()
    RETURNING v.id`;
}
