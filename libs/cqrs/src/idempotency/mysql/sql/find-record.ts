/** A record as {@link findRecord} gives it. */
export type RecordRow = readonly [command: unknown, fingerprint: unknown, result: unknown, isExpired: unknown];

/**
 * The record that a key belongs to. One round trip; primary key; no lock.
 *
 * Parameter: key.
 */
export function findRecord(schema: string): string {
  return `SELECT command, fingerprint, CAST(result AS BINARY), expires_at <= UTC_TIMESTAMP(6)
    FROM ${schema}_command_records WHERE record_key = ?`;
}
