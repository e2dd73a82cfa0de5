import { InvalidOptionException } from '@ledgerline/storage';
import type { SagaQuery } from '../backends/saga-store.js';
import { SAGA_STATUSES } from '../machine/saga-status.js';
import type { SagaFilter } from '../saga-runner.js';

const DEFAULT_LIMIT = 50;
const MOST = 1_000;

/**
 * A filter as the store asks it.
 *
 * @throws InvalidOptionException (400) for a limit out of range, a status or date that is none, or a cursor that is none
 */
export function queryOf({ saga, status, since, until, text, limit = DEFAULT_LIMIT, cursor }: SagaFilter): SagaQuery {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MOST)
    throw new InvalidOptionException('limit', `an integer from 1 to ${MOST}`, limit);
  const statuses = status === undefined || typeof status !== 'string' ? status : [status];
  for (const each of statuses ?? [])
    if (!SAGA_STATUSES.includes(each)) throw new InvalidOptionException('status', `one of ${SAGA_STATUSES.join(', ')}`, each);
  return {
    saga,
    status: statuses,
    since: timeOf('since', since),
    until: timeOf('until', until),
    text,
    limit,
    before: cursor === undefined ? undefined : placeOf(cursor),
  };
}

function timeOf(name: string, at: Date | number | undefined): number | undefined {
  if (at === undefined) return undefined;
  const millis = Number(at);
  // A date's own limit, so that every database takes it.
  if (!(Math.abs(millis) <= 8.64e15)) throw new InvalidOptionException(name, 'a valid date, or milliseconds since the epoch', at);
  return millis;
}

/** The place of a saga in the list, as an opaque text. */
export function cursorOf({ createdAt, id }: { readonly createdAt: number; readonly id: string }): string {
  return Buffer.from(JSON.stringify([createdAt, id])).toString('base64url');
}

function placeOf(cursor: string): NonNullable<SagaQuery['before']> {
  try {
    const [createdAt, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof createdAt === 'number' && typeof id === 'string') return { createdAt, id };
  } catch {
    // It is refused below.
  }
  throw new InvalidOptionException('cursor', 'the `nextCursor` of a page', cursor);
}
