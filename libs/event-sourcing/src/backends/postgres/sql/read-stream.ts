import type { Statement } from '../statement.js';
import { EVENT_COLUMNS } from './event-columns.js';

/**
 * A page of one stream; the events are limited inside, so that a long stream is never read whole for a page. One round trip; indexes streams_name and events_stream_version; no lock.
 *
 * Parameters: name, from, to (inclusive), types or null, limit.
 */
export function readStream(schema: string, direction: 'forwards' | 'backwards'): Statement {
  return {
    name: `${schema}_read_stream_${direction}`,
    text: `SELECT ${EVENT_COLUMNS}
      FROM ${schema}.streams s CROSS JOIN LATERAL (
        SELECT * FROM ${schema}.events
          WHERE stream_key = s.key AND version BETWEEN greatest($2::bigint, s.truncate_before) AND $3
            AND ($4::text[] IS NULL OR type = ANY ($4))
          ORDER BY version ${direction === 'forwards' ? 'ASC' : 'DESC'}
          LIMIT $5) e
      WHERE s.name = $1`,
  };
}
