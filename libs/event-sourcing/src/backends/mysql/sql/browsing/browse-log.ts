import type { BrowseQuery } from '../../../../browsing/event-browser.js';
import type { SqlValue } from '@ledgerline/storage';
import { typeFilter } from '../type-filter.js';
import { headingColumns } from './heading-columns.js';

/**
 * A page of the log for people. One round trip; the events' primary key over a bounded range, and the streams' key for each row; no lock.
 * Texts are searched in the stored JSON as it is, byte by byte.
 */
export function browseLog(
  schema: string,
  query: BrowseQuery,
  range: { readonly low: number; readonly high: number },
): { readonly sql: string; readonly values: readonly SqlValue[] } {
  const { category, types, metadataHolds, dataHolds, direction, limit } = query;
  const holds = (column: string) => `AND LOCATE(?, CAST(${column} AS BINARY)) > 0`;
  const sql = `SELECT ${headingColumns(dataHolds !== undefined)}
    FROM ${schema}_events e FORCE INDEX (PRIMARY) STRAIGHT_JOIN ${schema}_streams s ON s.stream_key = e.stream_key
    WHERE e.position BETWEEN ? AND ? AND e.version >= s.truncate_before
      ${category === undefined ? '' : 'AND s.category = ?'} ${typeFilter(types?.length)}
      ${metadataHolds === undefined ? '' : holds('e.metadata')} ${dataHolds === undefined ? '' : holds('e.data')}
    ORDER BY e.position ${direction === 'forwards' ? 'ASC' : 'DESC'} LIMIT ?`;
  const filters = [category, ...(types ?? []), metadataHolds, dataHolds].filter((each) => each !== undefined);
  return { sql, values: [range.low, Math.min(range.high, Number.MAX_SAFE_INTEGER), ...filters, BigInt(limit)] };
}
