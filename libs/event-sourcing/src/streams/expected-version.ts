import { InvalidOptionException } from '@ledgerline/storage';

/** What an append expects of its stream: a version (0 = no events yet), or a word. */
export type ExpectedVersion = number | 'any' | 'no-stream' | 'stream-exists';

/** Codes of the words on the wire to a backend; versions stand for themselves. */
export const ANY_VERSION = -1;
export const STREAM_EXISTS = -2;
/** What no stream is at: for asking where one stands. */
export const NO_VERSION = -3;

/**
 * The number by which backends know an expectation.
 *
 * @throws InvalidOptionException for anything else than a word or a version
 */
export function expectedVersionCode(expected: ExpectedVersion = 'any'): number {
  if (expected === 'any') return ANY_VERSION;
  if (expected === 'no-stream') return 0;
  if (expected === 'stream-exists') return STREAM_EXISTS;
  if (Number.isSafeInteger(expected) && expected >= 0) return expected;
  throw new InvalidOptionException('expectedVersion', "a version from 0, 'any', 'no-stream' or 'stream-exists'", expected);
}

/** Whether a stream at version `actual` (0 = none) is as expected. */
export function isExpected(code: number, actual: number): boolean {
  return code === ANY_VERSION || (code === STREAM_EXISTS ? actual > 0 : code === actual);
}
