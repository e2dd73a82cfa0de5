/**
 * Truncates, archives or deletes a stream that is locked: `before` and `state` null leave things as they are. One round trip; primary
 * key. The state is set last: MySQL uses new values in the assignments to the right.
 *
 * Parameters: state or null, before or null, state or null, key.
 */
export function closeStream(schema: string): string {
  return `UPDATE ${schema}_streams
    SET truncate_before = IF(COALESCE(?, '') = 'd', version + 1, GREATEST(truncate_before, LEAST(COALESCE(?, 1), version + 1))),
      state = COALESCE(?, state)
    WHERE stream_key = ?`;
}
