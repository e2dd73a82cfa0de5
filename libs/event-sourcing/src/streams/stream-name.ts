import { InvalidOptionException } from '@ledgerline/storage';

/** Bytes of UTF-8; MySQL's index on the name bounds it. */
const LONGEST = 255;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Checks the name of a stream: any text of 1 to 255 bytes that every database stores as it is.
 *
 * @throws InvalidOptionException for an empty or over-long name, NUL, or a lone surrogate (which UTF-8 cannot hold)
 */
export function assertStreamName(stream: unknown): asserts stream is string {
  const isGood =
    typeof stream === 'string' &&
    stream !== '' &&
    (stream.length * 3 <= LONGEST || Buffer.byteLength(stream) <= LONGEST) &&
    !stream.includes('\0') &&
    !LONE_SURROGATE.test(stream);
  if (!isGood)
    throw new InvalidOptionException('stream', `a text of 1 to ${LONGEST} bytes without NUL or lone surrogates`, stream);
}

/** The text before the first `-`: what category filters and metrics go by. */
export function categoryOf(stream: string): string {
  const dash = stream.indexOf('-');
  return dash === -1 ? stream : stream.slice(0, dash);
}

/** The stream of one aggregate. */
export function aggregateStream(name: string, id: string): string {
  const stream = `${name}-${id}`;
  if (typeof id !== 'string' || id === '') throw new InvalidOptionException('id', 'a non-empty text', id);
  assertStreamName(stream);
  return stream;
}
