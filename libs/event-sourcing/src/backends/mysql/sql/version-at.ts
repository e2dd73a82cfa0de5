/**
 * The last version of a stream that was recorded at or before a millisecond. One round trip; walks events_stream_version from the end.
 *
 * Parameters: name, milliseconds since the epoch.
 */
export function versionAt(schema: string): string {
  return `SELECT e.version
    FROM ${schema}_streams s STRAIGHT_JOIN ${schema}_events e FORCE INDEX (events_stream_version) ON e.stream_key = s.stream_key
    WHERE s.name = ? AND e.recorded_at < TIMESTAMPADD(MICROSECOND, (? + 1) * 1000, '1970-01-01')
    ORDER BY e.version DESC LIMIT 1`;
}
