import type { EventStore } from '@ledgerline/event-sourcing';
import type { Bench } from '../row.js';
import { ordersPlaced } from '../workload/order-placed.event.js';

/** Events of each stream of a filled log. */
export const EVENTS_PER_STREAM = 10;
const CALLERS = 128;
const APPENDS_BETWEEN_NEWS = 20_000;

/** The name of a filled log's stream, from 0. */
export function filledStream(number: number): string {
  return `stored-${number}`;
}

/** Fills a log by appends, {@link EVENTS_PER_STREAM} events to each of as many streams as that takes. */
export async function fillLog(store: EventStore, events: number, { progress }: Pick<Bench, 'progress'>): Promise<void> {
  const streams = Math.ceil(events / EVENTS_PER_STREAM);
  const batch = ordersPlaced(EVENTS_PER_STREAM);
  let next = 0;
  const caller = async () => {
    while (next < streams) {
      const number = next++;
      await store.append(filledStream(number), batch, { expectedVersion: 0 });
      if (number > 0 && number % APPENDS_BETWEEN_NEWS === 0) progress(`${number * EVENTS_PER_STREAM} of ${events} events stored`);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

/** Fills one stream. */
export async function fillStream(store: EventStore, stream: string, events: number): Promise<void> {
  const perAppend = Math.min(events, 1000);
  const batch = ordersPlaced(perAppend);
  for (let version = 0; version < events; version += perAppend) {
    await store.append(stream, batch.slice(0, events - version), { expectedVersion: version });
  }
}
