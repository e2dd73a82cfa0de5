import { createHash, randomFillSync } from 'node:crypto';
import { InvalidOptionException } from '@ledgerline/storage';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const POOL_SIZE = 4096;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const pool = Buffer.allocUnsafe(POOL_SIZE);
let used = POOL_SIZE;
let lastMillisecond = 0;
let sequence = 0;

/**
 * A UUID version 7: ordered by time, and within one process by call, so that the index on event ids grows at its end.
 *
 * The 12 bits after the time stamp are a counter for each millisecond, as method 1 of the RFC; when it is full the time runs ahead.
 * Random bytes are drawn in blocks: a draw for each id costs more than the rest of the work.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-6.2
 */
export function uuidV7(now: number = Date.now()): string {
  if (now > lastMillisecond) {
    lastMillisecond = now;
    sequence = 0;
  } else if (++sequence > 0xfff) {
    lastMillisecond += 1;
    sequence = 0;
  }
  if (used + 8 > POOL_SIZE) {
    randomFillSync(pool);
    used = 0;
  }
  const time = lastMillisecond.toString(16).padStart(12, '0');
  const count = sequence.toString(16).padStart(3, '0');
  const variant = HEX[(pool[used]! & 0x3f) | 0x80]! + HEX[pool[used + 1]!]!;
  let node = '';
  for (let index = 2; index < 8; index++) node += HEX[pool[used + index]!]!;
  used += 8;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${variant}-${node}`;
}

/** Namespace of the ids that are derived from idempotency keys; a constant of this library. */
const NAMESPACE = Buffer.from('6f0c2d1e8f5b4b7a9a2e3f4d5c6b7a80', 'hex');

/** A UUID version 5: the same for the same name, everywhere. */
export function uuidV5(name: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(name, 'utf8').digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** @throws InvalidOptionException for an id that is no UUID */
export function assertUuid(option: string, id: unknown): asserts id is string {
  if (typeof id !== 'string' || !UUID.test(id)) throw new InvalidOptionException(option, 'a UUID', id);
}
