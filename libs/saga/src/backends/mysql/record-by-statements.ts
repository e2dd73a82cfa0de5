import type { RunStatement } from '@ledgerline/storage';
import { isActive } from '../../machine/saga-status.js';
import type { SagaWrite, Written } from '../saga-row.js';
import { textOrNull } from './sql/saga-columns.js';
import { insertAttempts, lockSaga, updateSaga, wakeParent } from './sql/record-one.js';
import { writtenOf } from './sql/record-sagas.js';
import { writeValues } from './write-values.js';

/** How a saga is recorded by statements. */
export interface RecordingByStatements {
  /** Waits for whoever holds the row, for a bounded time; without it a row that is held is passed over. */
  readonly lockBy?: RunStatement;
  /** Whether an end wakes the parent. */
  readonly wakes: boolean;
}

/**
 * Records one saga by statements in a transaction that is open: in somebody's own, or where procedures are not allowed. Two to four round
 * trips. Nothing = the row is not its owner's any more, or was passed over.
 */
export async function recordByStatements(
  run: RunStatement,
  schema: string,
  write: SagaWrite,
  { lockBy, wakes }: RecordingByStatements,
): Promise<Written | undefined> {
  const values = writeValues(write);
  const lock = lockSaga(schema, lockBy !== undefined);
  const found = await (lockBy ?? run)(lock.sql, [...lock.values.map((name) => values[name]), write.id, write.token, write.owner]);
  const [row] = found.rows;
  if (!row) return undefined;
  const written = writtenOf(write.id, row);
  const update = updateSaga(schema);
  await run(update.sql, [...update.values.map((name) => values[name]), write.context, write.results, write.id]);
  if (write.history.length > 0) {
    const attempts = write.history.flatMap((attempt) => [
      write.id,
      attempt.number,
      attempt.step,
      attempt.direction[0]!,
      attempt.attempt,
      attempt.outcome,
      attempt.startedAt,
      attempt.duration,
      attempt.error ? JSON.stringify(attempt.error) : null,
      attempt.changes ?? null,
    ]);
    await run(insertAttempts(schema, write.history.length), attempts);
  }
  const parent = textOrNull(row[4]);
  if (wakes && parent !== null && !isActive(write.status) && !written.isHeld) await run(wakeParent(schema), [write.id, parent]);
  return written;
}
