/**
 * Removes records that have expired, those first that have been for longest, and none that somebody is claiming. One round trip; index
 * command_records_expires_at.
 *
 * Parameter: most records.
 */
export function pruneRecords(schema: string): string {
  return `DELETE FROM ${schema}.command_records WHERE key = ANY (ARRAY(
      SELECT key FROM ${schema}.command_records WHERE expires_at <= clock_timestamp()
        ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED))`;
}
