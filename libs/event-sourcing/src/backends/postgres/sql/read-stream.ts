import type { Statement } from '../statement.js';
import { EVENT_COLUMNS } from './event-columns.js';

/**
 * A page of one stream. One round trip; indexes streams_name and events_stream_version; no lock.
 *
 * Parameters: name, from, to (inclusive), types or null, limit.
 */
export function readStream(schema: string, direction: 'forwards' | 'backwards'): Statement {
  return {
    name: `ll_read_stream_${direction}`,
    text: `SELECT ${EVENT_COLUMNS}
      FROM ${schema}.streams s JOIN ${schema}.events e ON e.stream_key = s.key
      WHERE s.name = $1 AND e.version BETWEEN greatest($2::bigint, s.truncate_before) AND $3
        AND ($4::text[] IS NULL OR e.type = ANY ($4))
      ORDER BY e.version ${direction === 'forwards' ? 'ASC' : 'DESC'}
      LIMIT $5`,
  };
}
