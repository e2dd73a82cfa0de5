import { typeFilter } from './type-filter.js';
import { EVENT_COLUMNS } from './event-columns.js';

/**
 * A page of one stream. One round trip; indexes streams_name and events_stream_version; no lock.
 *
 * Parameters: name, from, to (inclusive), each type, limit.
 */
export function readStream(schema: string, direction: 'forwards' | 'backwards', types: number | undefined): string {
  return `SELECT ${EVENT_COLUMNS}
    FROM ${schema}_streams s STRAIGHT_JOIN ${schema}_events e FORCE INDEX (events_stream_version) ON e.stream_key = s.stream_key
    WHERE s.name = ? AND e.version >= s.truncate_before AND e.version BETWEEN ? AND ? ${typeFilter(types)}
    ORDER BY e.version ${direction === 'forwards' ? 'ASC' : 'DESC'}
    LIMIT ?`;
}
