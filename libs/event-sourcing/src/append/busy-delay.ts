const FIRST_DELAY = 2;
const LONGEST_DELAY = 100;

/** How long an append steps aside whose stream is held: doubling from 2 to 100 ms, each shortened by up to half at random. */
export function busyDelay(attempt: number, random: number): number {
  return Math.min(FIRST_DELAY * 2 ** attempt, LONGEST_DELAY) * (1 - random / 2);
}
