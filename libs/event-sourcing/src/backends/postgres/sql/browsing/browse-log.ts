import type { BrowseQuery } from '../../../../browsing/event-browser.js';
import type { Statement } from '../../statement.js';
import { headingColumns } from './heading-columns.js';

/**
 * A page of the log for people. One round trip; index events_position over a bounded range, and the streams' key for each row; no lock.
 * Texts are searched in the stored JSON as it is: no operator of JSON is applied, which would fail on `\u0000`.
 */
export function browseLog(
  schema: string,
  query: BrowseQuery,
  range: { readonly low: number; readonly high: number },
): { readonly statement: Statement; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const bound = (value: unknown) => `$${values.push(value)}`;
  const { category, types, metadataHolds, dataHolds, direction, limit } = query;
  const conditions = [
    `e.position BETWEEN ${bound(range.low)} AND ${bound(range.high)}`,
    '(s.truncate_before = 1 OR e.version >= s.truncate_before)',
    ...(category === undefined ? [] : [`s.category = ${bound(category)}`]),
    ...(types === undefined ? [] : [`e.type = ANY (${bound(types)}::text[])`]),
    ...(metadataHolds === undefined ? [] : [`position(${bound(metadataHolds)} in e.metadata::text) > 0`]),
    ...(dataHolds === undefined ? [] : [`position(${bound(dataHolds)} in e.data::text) > 0`]),
  ];
  const text = `SELECT ${headingColumns(dataHolds !== undefined)}
    FROM ${schema}.events e JOIN ${schema}.streams s ON s.key = e.stream_key
    WHERE ${conditions.join(' AND ')}
    ORDER BY e.position ${direction === 'forwards' ? 'ASC' : 'DESC'} LIMIT ${bound(limit)}`;
  return { statement: { name: '', text }, values };
}
