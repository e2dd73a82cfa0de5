/**
 * Claims a key whose record has expired. One round trip; primary key; waits for whoever claims it.
 *
 * Parameters: command, fingerprint, microseconds that it is kept, key.
 */
export function claimExpired(schema: string): string {
  return `UPDATE ${schema}_command_records
    SET command = ?, fingerprint = ?, result = NULL, recorded_at = UTC_TIMESTAMP(6), expires_at = TIMESTAMPADD(MICROSECOND, ?, UTC_TIMESTAMP(6))
    WHERE record_key = ? AND expires_at <= UTC_TIMESTAMP(6)`;
}
