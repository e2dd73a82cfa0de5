import type { EventBrowser } from './event-browser.js';

/**
 * The first position whose event was recorded at or after a time, by bisection: as many round trips as the head has binary digits, each a look
 * at one entry of the index. Transactions that overlap may stand in the log out of the order of their times, so this is where to begin
 * to look, not a border.
 *
 * @param at milliseconds since the epoch
 * @returns one behind `head` when everything was recorded before
 */
export async function positionAt(browser: EventBrowser, partition: number, head: number, at: number): Promise<number> {
  let low = 1;
  let high = head + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const place = await browser.placeAt(partition, middle);
    if (!place || place.position > head || place.recordedAt >= at) high = middle;
    else low = place.position + 1;
  }
  return low;
}
