import type { RunStatement } from '@ledgerline/storage';
import type { StreamClosing } from '../event-backend.js';
import { allowDeletion } from './sql/allow-deletion.js';
import { closeStream } from './sql/close-stream.js';
import { eraseEvents } from './sql/erase-events.js';
import { eraseSnapshots } from './sql/erase-snapshots.js';
import { lockStream } from './sql/lock-stream.js';

const STATE_CODES = { archived: 'r', deleted: 'd' } as const;

/** Truncates, archives or deletes a stream in a transaction of its own; false when there is none. */
export async function closeInTransaction(
  run: RunStatement,
  schema: string,
  stream: string,
  { before, state, erases }: StreamClosing,
): Promise<boolean> {
  const code = state === undefined ? null : STATE_CODES[state];
  await run('SET TRANSACTION ISOLATION LEVEL READ COMMITTED', []);
  await run('START TRANSACTION', []);
  const [found] = (await run(lockStream(schema), [stream])).rows;
  if (!found) {
    await run('ROLLBACK', []);
    return false;
  }
  const key = Number(found[0]);
  await run(closeStream(schema), [code, before ?? null, code, key]);
  if (erases) {
    await run(allowDeletion(true), []);
    try {
      await run(eraseEvents(schema), [key, key]);
    } finally {
      await run(allowDeletion(false), []);
    }
  }
  if (code === 'd') await run(eraseSnapshots(schema), [key]);
  await run('COMMIT', []);
  return true;
}
