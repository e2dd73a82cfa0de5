/**
 * Removes the snapshots of a stream. One round trip; primary key.
 *
 * Parameter: key.
 */
export function eraseSnapshots(schema: string): string {
  return `DELETE FROM ${schema}_snapshots WHERE stream_key = ?`;
}
