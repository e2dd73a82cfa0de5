import type { StreamHeading, StreamsQuery } from '../../../../browsing/event-browser.js';
import { nameRange } from '../../../../browsing/stream-range.js';
import { STREAM_WINDOW } from '../../../../browsing/scan-window.js';
import type { Statement } from '../../statement.js';

const COLUMNS = 's.key, s.name, s.category, s.version, s.truncate_before, s.state';
const STATES = { a: 'active', r: 'archived', d: 'deleted' } as const;

export type StreamRow = readonly [
  key: string,
  name: string,
  category: string,
  version: string,
  truncateBefore: string,
  state: 'a' | 'r' | 'd',
];

export function streamHeading([key, name, category, version, truncateBefore, state]: StreamRow): StreamHeading {
  return {
    key: Number(key),
    name,
    category,
    version: Number(version),
    truncateBefore: Number(truncateBefore),
    state: STATES[state],
  };
}

/**
 * A page of streams. One round trip; by name: index streams_name over the range that the filters name; newest first: the primary key
 * backwards, over a bounded range below `after` when a filter is set; no lock.
 */
export function browseStreams(
  schema: string,
  { order, prefix, category, after, limit }: StreamsQuery,
): { readonly statement: Statement; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const bound = (value: unknown) => `$${values.push(value)}`;
  const { from, below } = nameRange({ prefix, category });
  const isFiltered = prefix !== undefined || category !== undefined;
  const isWindow = order === 'newest' && isFiltered;
  const conditions = [
    'true',
    ...(after === undefined ? [] : [order === 'name' ? `s.name > ${bound(after)}` : `s.key < ${bound(after)}`]),
    ...(isWindow && after !== undefined ? [`s.key >= ${bound(Number(after) - STREAM_WINDOW)}`] : []),
    ...(isFiltered ? [`s.name >= ${bound(from)}`] : []),
    ...(below === undefined ? [] : [`s.name < ${bound(below)}`]),
    ...(category === undefined ? [] : [`s.category = ${bound(category)}`]),
  ];
  const text = `SELECT ${COLUMNS} FROM ${schema}.streams s WHERE ${conditions.join(' AND ')}
    ORDER BY ${order === 'name' ? 's.name' : 's.key DESC'} LIMIT ${bound(limit)}`;
  return { statement: { name: '', text }, values };
}
