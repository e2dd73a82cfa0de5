import type { LogReads, StreamQuery } from '../backends/event-backend.js';
import type { StoredEvent } from '../events/recorded-event.js';
import { aTurn } from './a-turn.js';

/**
 * Pages through one stream; while a page is handled the next one is on its way, so that the database and this process work at the
 * same time. Memory holds two pages.
 */
export async function* readStreamPages(
  reads: LogReads,
  { limit, ...query }: StreamQuery,
  pageSize: number,
): AsyncGenerator<readonly StoredEvent[], void, undefined> {
  let { from, to } = query;
  let left = limit;
  const fetch = () =>
    left > 0 && from <= to ? quietly(reads.readStream({ ...query, from, to, limit: Math.min(pageSize, left) })) : undefined;
  let next = fetch();
  while (next) {
    const asked = Math.min(pageSize, left);
    const page = await next;
    const last = page.at(-1);
    if (!last) return;
    left -= page.length;
    if (query.direction === 'forwards') from = last.version + 1;
    else to = last.version - 1;
    next = page.length < asked ? undefined : fetch();
    if (next) await aTurn();
    yield page;
  }
}

/** A page that nobody waits for any more, since the reader stopped early, must not become an unhandled rejection. */
export function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
