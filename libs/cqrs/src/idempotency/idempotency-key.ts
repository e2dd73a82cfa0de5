import { createHash } from 'node:crypto';
import { InvalidIdempotencyKeyException } from '../exceptions/invalid-idempotency-key.exception.js';

const LONGEST = 255;
const PRINTABLE = /^[\x20-\x7e]+$/;

/** @throws InvalidIdempotencyKeyException (400) */
export function assertIdempotencyKey(key: unknown): asserts key is string {
  if (typeof key !== 'string')
    throw new InvalidIdempotencyKeyException(`is ${key === null ? 'null' : `a ${typeof key}`}, not a text`);
  if (key === '') throw new InvalidIdempotencyKeyException('is empty');
  if (key.length > LONGEST) throw new InvalidIdempotencyKeyException(`has ${key.length} characters, and ${LONGEST} is the most`);
  if (!PRINTABLE.test(key)) throw new InvalidIdempotencyKeyException('holds characters other than printable ASCII');
}

/**
 * The key of a record. Keys that were given and keys that follow from other work, such as a saga's step, are kept apart: a key from outside
 * cannot be that of a step. Those that follow may be of any length and stand for themselves by a hash then.
 */
export function recordKey(key: string, isGiven: boolean): string {
  if (isGiven) return `k:${key}`;
  return key.length <= LONGEST && PRINTABLE.test(key) ? `d:${key}` : `h:${createHash('sha256').update(key).digest('base64url')}`;
}
