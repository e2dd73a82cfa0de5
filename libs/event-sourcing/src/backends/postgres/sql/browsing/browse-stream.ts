import type { Statement } from '../../statement.js';
import { headingColumns } from './heading-columns.js';

/**
 * A page of one stream for people. One round trip; indexes streams_name and events_stream_version; no lock.
 *
 * Parameters: name, from, to (inclusive), limit.
 */
export function browseStream(schema: string, direction: 'forwards' | 'backwards'): Statement {
  return {
    name: `${schema}_browse_stream_${direction}`,
    text: `SELECT ${headingColumns(false)}
      FROM ${schema}.streams s CROSS JOIN LATERAL (
        SELECT * FROM ${schema}.events
          WHERE stream_key = s.key AND version BETWEEN greatest($2::bigint, s.truncate_before) AND $3
          ORDER BY version ${direction === 'forwards' ? 'ASC' : 'DESC'}
          LIMIT $4) e
      WHERE s.name = $1`,
  };
}
