import { InvalidIdempotencyKeyException } from '../../exceptions/invalid-idempotency-key.exception.js';
import { assertIdempotencyKey } from '../idempotency-key.js';

/** A String of the Structured Fields, with parameters that mean nothing here. */
const STRING = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"(?: *;[^",]*)?$/;
/** What many send in its place: a word without quotes. */
const BARE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x7e]+$/;

/**
 * The key in an `Idempotency-Key` header; nothing without one.
 *
 * The draft makes it a String of the Structured Fields (`"8e03978e-…"`). Clients that leave out the quotes are understood as well; several
 * keys, or a list of them, are not.
 *
 * @throws InvalidIdempotencyKeyException (400)
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 * @see https://www.rfc-editor.org/rfc/rfc9651#name-strings
 */
export function parseIdempotencyKey(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string') throw new InvalidIdempotencyKeyException('was sent more than once');
  const text = header.trim();
  const [, quoted] = STRING.exec(text) ?? [];
  if (quoted === undefined && !BARE.test(text))
    throw new InvalidIdempotencyKeyException('is no text in quotes, and no single word');
  const key = quoted === undefined ? text : quoted.replace(/\\(["\\])/g, '$1');
  assertIdempotencyKey(key);
  return key;
}
