/**
 * Prolongs a lease, also one that ran out, unless the node was declared dead; a gap is noted. A third of the term apart. One round trip;
 * primary key; locks that row.
 *
 * Parameters: id, term in milliseconds.
 */
export function renewNode(schema: string): string {
  return `UPDATE ${schema}.nodes
    SET steady_since = CASE WHEN lease_until > clock_timestamp() THEN steady_since ELSE clock_timestamp() END,
      lease_until = clock_timestamp() + $2::double precision * interval '1 millisecond'
    WHERE id = $1 AND NOT dead RETURNING 1`;
}
