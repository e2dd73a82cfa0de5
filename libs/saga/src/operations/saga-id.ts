import { randomBytes } from 'node:crypto';
import { InvalidOptionException } from '@ledgerline/storage';

const LONGEST = 255;

/** A fresh id: ordered by time, so that neighbours in time are neighbours in the index. */
export function newSagaId(now: number): string {
  return `${now.toString(36).padStart(9, '0')}-${randomBytes(9).toString('base64url')}`;
}

/** A fresh part of idempotency keys. */
export function newRun(): string {
  return randomBytes(9).toString('base64url');
}

/** @throws InvalidOptionException (400) for an id that not every store keeps as it is */
export function assertSagaId(id: unknown): asserts id is string {
  const isKept = typeof id === 'string' && id !== '' && Buffer.byteLength(id) <= LONGEST && !/[\0\p{Surrogate}]/u.test(id);
  if (!isKept) throw new InvalidOptionException('id', `a text of 1 to ${LONGEST} bytes without NUL`, id);
}
