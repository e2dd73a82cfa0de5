import type { BrowseQuery, StreamHeading, StreamsQuery } from './event-browser.js';

/** Positions that one page with a filter looks at. */
const WINDOW = 20_000;

/** Streams that one page of the newest ones with a filter looks at. */
export const STREAM_WINDOW = 20_000;

/** The positions, inclusive, that a page covers; all that is left without a filter, since then the limit bounds the work. */
export function scanWindow({ after, upTo, direction, ...filters }: BrowseQuery): { readonly low: number; readonly high: number } {
  const isFiltered = [filters.category, filters.types, filters.metadataHolds, filters.dataHolds].some(
    (each) => each !== undefined,
  );
  const window = isFiltered ? WINDOW : Number.MAX_SAFE_INTEGER;
  if (direction === 'forwards') return { low: after + 1, high: Math.min(upTo, after + window) };
  const high = Math.min(after - 1, upTo);
  return { low: Math.max(1, high - window + 1), high };
}

/** How far a page has looked, by what it holds. */
export function scannedTo(
  { direction, limit }: BrowseQuery,
  { low, high }: { readonly low: number; readonly high: number },
  events: readonly { readonly position: number }[],
): number {
  if (events.length >= limit) return events.at(-1)!.position;
  return direction === 'forwards' ? high : low;
}

/** Whether a page of streams covers a window of keys: the newest with a filter, for which there is no index. */
export function isStreamWindow({ order, prefix, category }: StreamsQuery): boolean {
  return order === 'newest' && (prefix !== undefined || category !== undefined);
}

/** How far down a page of streams has looked, by what it holds; `top` is where its window begins, 0 without one. */
export function scannedStreams({ limit }: StreamsQuery, streams: readonly StreamHeading[], top: number): number {
  return streams.length >= limit ? streams.at(-1)!.key : Math.max(0, top - STREAM_WINDOW);
}
