/**
 * Locks a stream, waiting for who is writing it. One round trip; index streams_name.
 *
 * Parameter: name.
 */
export function lockStream(schema: string): string {
  return `SELECT stream_key FROM ${schema}_streams FORCE INDEX (streams_name) WHERE name = ? FOR UPDATE`;
}
