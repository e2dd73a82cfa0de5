import type { EventStore } from '@ledgerline/event-sourcing';
import { ordersPlaced } from './order-placed.event.js';
import { OrderStreams } from './order-streams.js';

/** How often it is looked whether the next append is due, in milliseconds. */
const TICK = 1;

/**
 * Appends one event after the other at a steady rate, whether or not those before are answered, and times each until it is visible.
 *
 * @param perSecond appends a second
 * @param duration milliseconds
 * @param visible resolves when what was appended can be seen by a reader
 * @returns milliseconds from the call of each append until then
 */
export async function steadyAppends(
  store: EventStore,
  { perSecond, duration, prefix }: { readonly perSecond: number; readonly duration: number; readonly prefix: string },
  visible: (token: string) => Promise<void>,
): Promise<number[]> {
  const streams = new OrderStreams(prefix);
  const orders = ordersPlaced(1);
  const times: Promise<number>[] = [];
  const one = async () => {
    const calledAt = performance.now();
    const { token } = await store.append(streams.next().stream, orders);
    await visible(token);
    return performance.now() - calledAt;
  };
  const startedAt = performance.now();
  for (let elapsed = 0; elapsed < duration; elapsed = performance.now() - startedAt) {
    while (times.length < (elapsed * perSecond) / 1000) times.push(one());
    await new Promise((resolve) => setTimeout(resolve, TICK));
  }
  return Promise.all(times);
}
