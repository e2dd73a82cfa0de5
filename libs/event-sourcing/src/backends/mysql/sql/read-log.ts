import type { LogQuery } from '../../event-backend.js';
import { EVENT_COLUMNS } from './event-columns.js';
import { typeFilter } from './type-filter.js';

/** How many positions a page with a filter looks at, so that a rare type does not make one statement scan the whole log. */
export const SCAN_WINDOW = 20_000;

/**
 * A page of the log up to a safe head that was found before. One round trip; the events' primary key, and the streams' for each row;
 * no lock. A filtered page covers a window of positions.
 *
 * Parameters: lowest position, highest position (inclusive), the category if there is one, each type, limit.
 */
export function readLog(
  schema: string,
  { direction, category, types }: Pick<LogQuery, 'direction' | 'category' | 'types'>,
): string {
  return `SELECT ${EVENT_COLUMNS}
    FROM ${schema}_events e FORCE INDEX (PRIMARY) STRAIGHT_JOIN ${schema}_streams s ON s.stream_key = e.stream_key
    WHERE e.position BETWEEN ? AND ? AND e.version >= s.truncate_before
      ${category === undefined ? '' : 'AND s.category = ?'} ${typeFilter(types?.length)}
    ORDER BY e.position ${direction === 'forwards' ? 'ASC' : 'DESC'}
    LIMIT ?`;
}
