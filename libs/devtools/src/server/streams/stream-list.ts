import { InvalidOptionException } from '@ledgerline/storage';
import type { EventBrowser, StreamHeading } from '@ledgerline/event-sourcing/backend';
import type { StreamPage, StreamQuery, StreamSummary } from '../../api/streams.js';

/** Milliseconds that a page of the newest streams may search. */
const BUDGET = 100;

export function streamSummary({ name, category, version, state }: StreamHeading): StreamSummary {
  return { name, category, version, state };
}

/** A page of streams. By name an index answers every filter; the newest ones are searched in windows, until the page is full or its time is through. */
export async function streamPage(browser: EventBrowser, query: StreamQuery, limit: number): Promise<StreamPage> {
  const { order = 'name', prefix, category } = query;
  const filter = { ...(prefix === undefined ? {} : { prefix }), ...(category === undefined ? {} : { category }) };
  const deadline = performance.now() + BUDGET;
  let isFirst = true;
  const found: StreamHeading[] = [];
  let after = query.cursor === undefined ? undefined : placeOf(order, query.cursor);
  let isThrough = false;
  while (!isThrough && found.length <= limit && (isFirst || performance.now() < deadline)) {
    isFirst = false;
    const page = await browser.streams({ order, ...filter, after, limit: limit + 1 - found.length });
    found.push(...page.streams);
    isThrough = order === 'name' || page.scannedTo <= 1 || (Object.keys(filter).length === 0 && found.length <= limit);
    after = page.scannedTo;
  }
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length > limit) return { items: items.map(streamSummary), next: order === 'name' ? last!.name : String(last!.key) };
  if (isThrough) return { items: items.map(streamSummary) };
  const says = 'Searched a part of the streams, from the newest on; older ones are behind “continue”.';
  return { items: items.map(streamSummary), next: String(after), coverage: { isComplete: false, scanned: found.length, says } };
}

function placeOf(order: 'name' | 'newest', cursor: string): string | number {
  if (order === 'name') return cursor;
  if (!/^\d{1,15}$/.test(cursor)) throw new InvalidOptionException('cursor', 'the `next` of a page', cursor);
  return Number(cursor);
}
