/**
 * Claims a key that nobody has. One round trip; primary key; waits for an open transaction that has claimed it, for as long as the server
 * lets a statement wait. When that one rolls back, several who wait may meet in a deadlock.
 *
 * Parameters: key, command, fingerprint, microseconds that it is kept.
 */
export function claimKey(schema: string): string {
  return `INSERT IGNORE INTO ${schema}_command_records (record_key, command, fingerprint, recorded_at, expires_at)
    VALUES (?, ?, ?, UTC_TIMESTAMP(6), TIMESTAMPADD(MICROSECOND, ?, UTC_TIMESTAMP(6)))`;
}
