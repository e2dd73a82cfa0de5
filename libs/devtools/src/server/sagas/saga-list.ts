import { InvalidOptionException } from '@ledgerline/storage';
import { SAGA_STATUSES, type SagaStatus } from '@ledgerline/saga';
import type { SagaPage, SagaQuery, SagaState } from '../../api/sagas.js';
import type { SagasPart } from '../application/suite.js';
import { sagaSummary } from './saga-summary.js';

/** A page of sagas, newest first. */
export async function sagaPage({ store, runner }: SagasPart, query: SagaQuery, limit: number): Promise<SagaPage> {
  const { saga, since, until, text, cursor } = query;
  const status = statusesOf(query.status);
  const before = cursor === undefined ? undefined : placeOf(cursor);
  const rows = await store.list({ saga, status, since, until, text, before, limit: limit + 1 });
  const items = rows.slice(0, limit).map((row) => sagaSummary(row, runner));
  const last = rows[limit - 1];
  return rows.length > limit && last ? { items, next: cursorOf(last) } : { items };
}

function statusesOf(given: string | undefined): readonly SagaStatus[] | undefined {
  if (given === undefined) return undefined;
  const words = given.split(',') as SagaState[];
  const unknown = words.find((word) => !SAGA_STATUSES.includes(word));
  if (unknown !== undefined) throw new InvalidOptionException('status', `some of ${SAGA_STATUSES.join(', ')}`, unknown);
  return words;
}

function cursorOf({ createdAt, id }: { readonly createdAt: number; readonly id: string }): string {
  return Buffer.from(JSON.stringify([createdAt, id])).toString('base64url');
}

function placeOf(cursor: string): { readonly createdAt: number; readonly id: string } {
  try {
    const [createdAt, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof createdAt === 'number' && typeof id === 'string') return { createdAt, id };
  } catch {
    // It is refused below.
  }
  throw new InvalidOptionException('cursor', 'the `next` of a page', cursor);
}
