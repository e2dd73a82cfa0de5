import type { StorageConnection } from '../connections/storage-connection.js';
import { CommitOutcomeUnknownException } from '../exceptions/commit-outcome-unknown.exception.js';
import { StorageUnavailableException } from '../exceptions/storage-unavailable.exception.js';
import { TransactionSpoiledException } from '../exceptions/transaction-spoiled.exception.js';
import { AmbientTransaction } from './ambient-transaction.js';
import { GuardedRunner } from './guarded-runner.js';
import type { TransactionOptions } from './transaction-options.js';
import { untilAborted } from './until-aborted.js';

/** A transaction on PostgreSQL or MySQL, in READ COMMITTED: what others commit meanwhile is seen by the next statement. */
export async function runSqlTransaction<R>(
  connection: StorageConnection,
  work: (transaction: AmbientTransaction) => Promise<R>,
  options: TransactionOptions,
): Promise<R> {
  const { signal, pauseAt } = options;
  const guard = await untilAborted(begin(connection), signal, (late) => void rollBack(late));
  const transaction = new AmbientTransaction(connection, guard.runner.manager);
  let result: R;
  try {
    await pauseAt?.('after-begin');
    result = await untilAborted(work(transaction), signal);
    await pauseAt?.('after-work');
    await transaction.prepare();
    await pauseAt?.('before-commit');
    await commit(connection, guard, options);
  } catch (error) {
    transaction.rolledBack();
    await rollBack(guard);
    throw error;
  }
  await guard.runner.release();
  await transaction.committed();
  await pauseAt?.('after-commit');
  return result;
}

async function begin(connection: StorageConnection): Promise<GuardedRunner> {
  const dataSource = connection.dataSource ?? (await connection.ready());
  const guard = new GuardedRunner(dataSource.createQueryRunner());
  try {
    // PostgreSQL's default is it already, and saying so costs a round trip.
    await guard.runner.startTransaction(connection.storage.engine === 'mysql' ? 'READ COMMITTED' : undefined);
    return guard;
  } catch (error) {
    await abandon(guard);
    if (!connection.reportFailure(error)) throw error;
    throw new StorageUnavailableException(connection.storage.shown, error);
  }
}

async function commit(connection: StorageConnection, guard: GuardedRunner, { onCommitting }: TransactionOptions): Promise<void> {
  if (guard.failure) await assertUsable(guard);
  onCommitting?.();
  try {
    await guard.runner.commitTransaction();
  } catch (error) {
    if (!guard.isCommitSent || !connection.reportFailure(error)) throw error;
    throw new CommitOutcomeUnknownException(connection.storage.shown, error);
  }
}

/** A failed statement may have been undone by a savepoint; if it was not, PostgreSQL would answer a COMMIT with a roll-back, and no error. */
async function assertUsable(guard: GuardedRunner): Promise<void> {
  const { error } = guard.failure!;
  try {
    await guard.runner.query('SELECT 1');
  } catch {
    throw new TransactionSpoiledException(error);
  }
}

/** The error that led here is the one that tells; a connection that cannot roll back must not be used again. */
async function rollBack(guard: GuardedRunner): Promise<void> {
  guard.close();
  if (guard.runner.isReleased) return;
  if (!guard.runner.isTransactionActive) return guard.runner.release();
  try {
    await guard.runner.rollbackTransaction();
    await guard.runner.release();
  } catch {
    await abandon(guard);
  }
}

async function abandon(guard: GuardedRunner): Promise<void> {
  try {
    await guard.discard();
  } catch {
    // There was no connection to begin with.
  }
  await guard.runner.release();
}
