/** Stops what is live of a projection; waits for the batch in hand. One round trip; locks its rows. Parameter: name. */
export function pauseProjection(schema: string): string {
  return `UPDATE ${schema}.projections SET mode = 'paused', updated_at = clock_timestamp() WHERE name = $1 AND role = 'live'`;
}
