import type { StreamHeading, StreamsQuery } from '../../../../browsing/event-browser.js';
import { nameRange } from '../../../../browsing/stream-range.js';
import { STREAM_WINDOW } from '../../../../browsing/scan-window.js';
import { textOf, type SqlValue } from '@ledgerline/storage';

const STATES: Readonly<Record<string, StreamHeading['state']>> = { a: 'active', r: 'archived', d: 'deleted' };

/** The columns that {@link streamHeading} reads. */
export const STREAM_COLUMNS = 's.stream_key, s.name, s.category, s.version, s.truncate_before, s.state';

export function streamHeading([key, name, category, version, truncateBefore, state]: readonly unknown[]): StreamHeading {
  return {
    key: Number(key),
    name: textOf(name),
    category: textOf(category),
    version: Number(version),
    truncateBefore: Number(truncateBefore),
    state: STATES[textOf(state)] ?? 'active',
  };
}

/**
 * A page of streams. One round trip; by name: index streams_name over the range that the filters name; newest first: the primary key
 * backwards, over a bounded range below `after` when a filter is set; no lock.
 */
export function browseStreams(
  schema: string,
  { order, prefix, category, after, limit }: StreamsQuery,
): { readonly sql: string; readonly values: readonly SqlValue[] } {
  const values: SqlValue[] = [];
  const when = (condition: string, value: SqlValue | undefined) =>
    value === undefined ? '' : (values.push(value), `AND ${condition}`);
  const { from, below } = nameRange({ prefix, category });
  const isFiltered = prefix !== undefined || category !== undefined;
  const isByName = order === 'name';
  const sql = `SELECT ${STREAM_COLUMNS} FROM ${schema}_streams s FORCE INDEX (${isByName ? 'streams_name' : 'PRIMARY'}) WHERE TRUE
    ${when(isByName ? 's.name > ?' : 's.stream_key < ?', after)}
    ${when('s.stream_key >= ?', !isByName && isFiltered && after !== undefined ? Number(after) - STREAM_WINDOW : undefined)}
    ${when('s.name >= ?', isFiltered ? from : undefined)} ${when('s.name < ?', below)} ${when('s.category = ?', category)}
    ORDER BY ${isByName ? 's.name' : 's.stream_key DESC'} LIMIT ?`;
  return { sql, values: [...values, BigInt(limit)] };
}
