import { AmbientTransaction, untilAborted, whenTransactionEnds, type TransactionalDatabase } from '@ledgerline/storage';
import type { EntityManager, QueryRunner } from 'typeorm';

const turns = new WeakMap<QueryRunner, Promise<unknown>>();

/**
 * A unit of work within a transaction that somebody else has opened, such as that of a saga's step: a savepoint in it. What it appends is
 * written at its end, and committed, or not, with the whole. Savepoints cannot stand beside each other, so those of one transaction take
 * turns.
 */
export async function runJoined<R>(
  database: TransactionalDatabase,
  outer: EntityManager,
  work: (transaction: AmbientTransaction) => Promise<R>,
  signal: AbortSignal | undefined,
): Promise<R> {
  const runner = outer.queryRunner!;
  const before = turns.get(runner) ?? Promise.resolve();
  const run = before.then(() => runInSavepoint(database, outer, work, signal));
  turns.set(
    runner,
    run.catch(() => undefined),
  );
  return run;
}

async function runInSavepoint<R>(
  database: TransactionalDatabase,
  outer: EntityManager,
  work: (transaction: AmbientTransaction) => Promise<R>,
  signal: AbortSignal | undefined,
): Promise<R> {
  signal?.throwIfAborted();
  return outer.transaction(async (manager) => {
    const transaction = new AmbientTransaction(database, manager);
    whenTransactionEnds(manager, {
      committed: () => void transaction.committed(),
      rolledBack: () => transaction.rolledBack(),
    });
    const result = await untilAborted(work(transaction), signal);
    await transaction.prepare();
    return result;
  });
}
