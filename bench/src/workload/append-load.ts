import type { Contestant } from '../measuring/alternate.js';
import { throughput } from '../measuring/throughput.js';
import { ordersPlaced, type OrderPlaced } from './order-placed.event.js';
import { OrderStreams, type Place } from './order-streams.js';

/** Somebody who can append. */
export interface Appender {
  readonly name: string;
  /** Durable when it resolves, refused when the stream is not where it is expected. */
  append(place: Place, orders: readonly OrderPlaced[], caller: number): Promise<unknown>;
}

/** How the appending is done. */
export interface AppendLoad {
  readonly callers: number;
  /** @default 1 */
  readonly eventsPerAppend?: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** Callers that append, each to streams of its own, one append after the other: events a second. */
export function appending(appender: Appender, { callers, eventsPerAppend = 1, duration }: AppendLoad): Contestant {
  const streams = OrderStreams.forCallers(callers, `${appender.name.replace(/\W+/g, '_')}`, eventsPerAppend);
  const sample = () =>
    throughput(callers, duration, async (caller) => {
      await appender.append(streams[caller]!.next(), ordersPlaced(eventsPerAppend), caller);
      return eventsPerAppend;
    });
  return { name: appender.name, sample };
}
