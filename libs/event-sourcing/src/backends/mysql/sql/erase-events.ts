/**
 * Removes the events of a stream that are no longer read; the session must allow it. One round trip; index events_stream_version.
 *
 * Parameters: key, key.
 */
export function eraseEvents(schema: string): string {
  return `DELETE FROM ${schema}_events
    WHERE stream_key = ? AND version < (SELECT truncate_before FROM ${schema}_streams WHERE stream_key = ?)`;
}
