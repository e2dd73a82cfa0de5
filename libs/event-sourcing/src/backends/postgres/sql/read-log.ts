import type { LogQuery } from '../../event-backend.js';
import type { Statement } from '../statement.js';
import { EVENT_COLUMNS } from './event-columns.js';

/** How many positions a page with a filter looks at, so that a rare type does not make one statement scan the whole log. */
export const SCAN_WINDOW = 20_000;

/**
 * A page of the log up to a safe head that was found before. One round trip; index events_position, and the streams' key for each
 * row; no lock. A filtered page covers a window of positions.
 *
 * Parameters: lowest position, highest position (inclusive), limit; with a filter also category or null, types or null.
 */
export function readLog(
  schema: string,
  { direction, category, types }: Pick<LogQuery, 'direction' | 'category' | 'types'>,
): Statement {
  const isFiltered = category !== undefined || types !== undefined;
  return {
    name: `${schema}_read_log_${direction}${isFiltered ? '_filtered' : ''}`,
    text: `SELECT ${EVENT_COLUMNS}
      FROM ${schema}.events e JOIN ${schema}.streams s ON s.key = e.stream_key
      WHERE e.position BETWEEN $1 AND $2 AND (s.truncate_before = 1 OR e.version >= s.truncate_before)
        ${isFiltered ? 'AND ($4::text IS NULL OR s.category = $4) AND ($5::text[] IS NULL OR e.type = ANY ($5))' : ''}
      ORDER BY e.position ${direction === 'forwards' ? 'ASC' : 'DESC'}
      LIMIT $3`,
  };
}
