import type { LogPage, LogQuery, LogReads } from '../backends/event-backend.js';
import type { StoredEvent } from '../events/recorded-event.js';
import { aTurn } from './a-turn.js';
import { quietly } from './stream-reader.js';

/** What to read of one partition, from a place to the safe head of the moment when the reading starts. */
export type LogRange = Omit<LogQuery, 'upTo' | 'limit'> & { readonly limit: number };

/** Pages through one partition of the log up to its safe head, fetching a page ahead. Memory holds two pages. */
export async function* readLogPages(
  reads: LogReads,
  range: LogRange,
  pageSize: number,
): AsyncGenerator<readonly StoredEvent[], void, undefined> {
  const { position: upTo } = await reads.safeHead(range.partition);
  const isForwards = range.direction === 'forwards';
  let after = range.after;
  let left = range.limit;
  const hasMore = () => left > 0 && (isForwards ? after < upTo : after > 1);
  const fetch = (): Promise<LogPage> | undefined =>
    hasMore() ? quietly(reads.readLog({ ...range, after, upTo, limit: Math.min(pageSize, left) })) : undefined;
  let next = fetch();
  while (next) {
    const { events, scannedTo } = await next;
    left -= events.length;
    after = scannedTo;
    next = fetch();
    if (next) await aTurn();
    if (events.length > 0) yield events;
  }
}
