/**
 * Removes records that have expired, those first that have been for longest. One round trip; index command_records_expires_at.
 *
 * Parameter: most records.
 */
export function pruneRecords(schema: string): string {
  return `DELETE FROM ${schema}_command_records WHERE expires_at <= UTC_TIMESTAMP(6) ORDER BY expires_at LIMIT ?`;
}
