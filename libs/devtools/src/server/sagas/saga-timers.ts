import { InvalidOptionException } from '@ledgerline/storage';
import { stateOf, type SagaSummary, type TimerPlace } from '@ledgerline/saga/backend';
import type { TimerPage, TimerView } from '../../api/sagas.js';
import type { SagasPart } from '../application/suite.js';

/** Sagas that go on by themselves, soonest first. */
export async function sagaTimers({ store }: SagasPart, limit: number, cursor: string | undefined): Promise<TimerPage> {
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const rows = await store.browser.timers({ after, limit: limit + 1 });
  const items = rows.slice(0, limit).map(timerView);
  const last = rows[limit - 1];
  return rows.length > limit && last ? { items, next: cursorOf({ at: last.nextAt!, id: last.id }) } : { items };
}

function timerView(row: SagaSummary): TimerView {
  const { rest } = stateOf({ ...row, context: '', results: null }).state;
  // It is due before its own rest ends: its deadline comes first.
  const isDeadline = row.deadline !== undefined && row.nextAt === row.deadline && row.dueAt !== row.nextAt;
  return {
    sagaId: row.id,
    saga: row.name,
    ...(rest ? { step: rest.step } : {}),
    kind: row.status === 'pending' ? 'start' : isDeadline ? 'deadline' : (rest?.for ?? 'retry'),
    dueAt: row.nextAt!,
    ...(row.reason === undefined ? {} : { reason: row.reason }),
  };
}

function cursorOf({ at, id }: TimerPlace): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

function placeOf(cursor: string): TimerPlace {
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof at === 'number' && typeof id === 'string') return { at, id };
  } catch {
    // It is refused below.
  }
  throw new InvalidOptionException('cursor', 'the `next` of a page', cursor);
}
