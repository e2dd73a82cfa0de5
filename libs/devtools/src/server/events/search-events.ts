import { positionAt, type EventBackend, type EventHeading } from '@ledgerline/event-sourcing/backend';
import type { EventPage, EventQuery } from '../../api/events.js';
import type { EventFilter } from './event-filter.js';
import { eventSummary } from './event-summary.js';
import { cursorText, parseCursor, type LogCursor } from './log-cursor.js';

/** Milliseconds that a page may search, unless told; what is not found until then is behind `next`. */
const BUDGET = 100;
/** Transactions that overlap stand in the log a little out of the order of their times. */
const DISORDER = 200;

/** Where in one partition a page may look; positions inclusive. */
interface Range {
  readonly low: number;
  readonly high: number;
}

/** A page of the log, newest or oldest first: reads windows until it is full, the log is through, or its time is. */
export class EventSearch {
  constructor(
    private readonly backend: EventBackend,
    private readonly budget: number = BUDGET,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async page(query: EventQuery, filter: EventFilter, limit: number): Promise<EventPage> {
    const direction = query.order === 'oldest' ? 'forwards' : 'backwards';
    const found: EventHeading[] = [];
    let deadline: number | undefined;
    const start = query.cursor === undefined ? undefined : parseCursor(query.cursor, this.backend.partitions);
    let scanned = 0;
    let place: LogCursor | undefined;
    for (let partition = start?.partition ?? 0; partition < this.backend.partitions; partition++) {
      const range = await this.#range(partition, query);
      deadline ??= this.now() + this.budget;
      let after = start?.partition === partition ? start.position : direction === 'forwards' ? range.low - 1 : range.high + 1;
      while (direction === 'forwards' ? after < range.high : after > range.low) {
        if (found.length > limit) return this.#full(found, limit, scanned, filter);
        place = { partition, position: after };
        // The first window is looked at in any case, so that every page comes further.
        if (scanned > 0 && this.now() > deadline) return this.#unfinished(found, place, scanned);
        const bounds = { upTo: direction === 'forwards' ? range.high : Number.MAX_SAFE_INTEGER, after, direction } as const;
        const part = await this.backend.browser.log({ partition, ...bounds, limit: limit + 1 - found.length, ...filter.query });
        const kept = part.events.filter((heading) => heading.position >= range.low && filter.fits(heading));
        found.push(...kept);
        scanned += Math.abs(part.scannedTo - after);
        // Looking backwards, a page may reach below the range.
        after = part.scannedTo;
        if (direction === 'backwards' && after <= 1) break;
      }
    }
    return found.length > limit
      ? this.#full(found, limit, scanned, filter)
      : { items: found.map(eventSummary), ...coverage(filter, scanned) };
  }

  #full(found: readonly EventHeading[], limit: number, scanned: number, filter: EventFilter): EventPage {
    const items = found.slice(0, limit);
    const { partition, position } = items.at(-1)!;
    return { items: items.map(eventSummary), next: cursorText({ partition, position }), ...coverage(filter, scanned) };
  }

  #unfinished(found: readonly EventHeading[], place: LogCursor, scanned: number): EventPage {
    const says = `Searched ${amount(scanned)} positions of the log so far; older or newer ones are behind “continue”.`;
    return { items: found.map(eventSummary), next: cursorText(place), coverage: { isComplete: false, scanned, says } };
  }

  async #range(partition: number, { since, until }: EventQuery): Promise<Range> {
    const { position: head } = await this.backend.safeHead(partition);
    const at = (time: number) => positionAt(this.backend.browser, partition, head, time);
    return {
      low: since === undefined ? 1 : Math.max(1, (await at(since)) - DISORDER),
      high: until === undefined ? head : Math.min(head, (await at(until)) + DISORDER),
    };
  }
}

function coverage({ isActive }: EventFilter, scanned: number): Pick<EventPage, 'coverage'> {
  if (!isActive) return {};
  return { coverage: { isComplete: true, scanned, says: `Searched ${amount(scanned)} positions of the log.` } };
}

function amount(count: number): string {
  return count.toLocaleString('en-GB').replaceAll(',', '\u202f');
}
