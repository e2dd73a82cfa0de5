/**
 * The key of a stream. One round trip; index streams_name; no lock.
 *
 * Parameter: name.
 */
export function streamKey(schema: string): string {
  return `SELECT stream_key FROM ${schema}_streams WHERE name = ?`;
}
