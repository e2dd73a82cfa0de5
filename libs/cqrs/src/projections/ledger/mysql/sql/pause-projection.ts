/** Stops what is live of a projection; waits for the batch in hand. One round trip; locks its rows. Parameter: name. */
export function pauseProjection(table: string): string {
  return `UPDATE ${table} SET mode = 'paused', updated_at = UTC_TIMESTAMP(6) WHERE name = ? AND role = 'live'`;
}
