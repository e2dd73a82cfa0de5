/** A record as {@link findRecord} gives it. */
export interface RecordRow {
  readonly command: string;
  readonly fingerprint: Buffer;
  readonly result: string | null;
}

/**
 * The record that a key belongs to. One round trip; index command_records_key; no lock.
 *
 * Parameter: key.
 */
export function findRecord(schema: string): string {
  return `SELECT command, fingerprint, result FROM ${schema}.command_records WHERE key = $1`;
}
