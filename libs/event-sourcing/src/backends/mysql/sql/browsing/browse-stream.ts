import { headingColumns } from './heading-columns.js';

/**
 * A page of one stream for people. One round trip; indexes streams_name and events_stream_version; no lock.
 *
 * Parameters: name, from, to (inclusive), limit.
 */
export function browseStream(schema: string, direction: 'forwards' | 'backwards'): string {
  return `SELECT ${headingColumns(false)}
    FROM ${schema}_streams s STRAIGHT_JOIN ${schema}_events e FORCE INDEX (events_stream_version) ON e.stream_key = s.stream_key
    WHERE s.name = ? AND e.version >= s.truncate_before AND e.version BETWEEN ? AND ?
    ORDER BY e.version ${direction === 'forwards' ? 'ASC' : 'DESC'}
    LIMIT ?`;
}
