import { InvalidOptionException } from '@ledgerline/storage';
import type { SagaQuery } from '../backends/saga-store.js';
import type { SagaFilter } from '../saga-runner.js';

const DEFAULT_LIMIT = 50;
const MOST = 1_000;

/**
 * A filter as the store asks it.
 *
 * @throws InvalidOptionException (400) for a limit out of range or a cursor that is none
 */
export function queryOf({ saga, status, since, until, text, limit = DEFAULT_LIMIT, cursor }: SagaFilter): SagaQuery {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MOST)
    throw new InvalidOptionException('limit', `an integer from 1 to ${MOST}`, limit);
  return {
    saga,
    status: status === undefined || typeof status !== 'string' ? status : [status],
    since: since === undefined ? undefined : Number(since),
    until: until === undefined ? undefined : Number(until),
    text,
    limit,
    before: cursor === undefined ? undefined : placeOf(cursor),
  };
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
