import type { Statement } from '../statement.js';

/**
 * The last version of a stream that was recorded at or before a time. One round trip; walks events_stream_version from the end.
 *
 * Parameters: name, milliseconds since the epoch.
 */
export function versionAt(schema: string): Statement {
  return {
    name: `${schema}_version_at`,
    text: `SELECT e.version FROM ${schema}.streams s JOIN ${schema}.events e ON e.stream_key = s.key
      WHERE s.name = $1 AND e.recorded_at <= to_timestamp($2::double precision / 1000)
      ORDER BY e.version DESC LIMIT 1`,
  };
}
