import { StorageConnection } from '../connections/storage-connection.js';
import type { MemorySpace } from '../memory/memory-space.js';
import type { AmbientTransaction } from './ambient-transaction.js';
import { runMemoryTransaction } from './memory-transaction.js';
import { runSqlTransaction } from './sql-transaction.js';
import type { TransactionOptions } from './transaction-options.js';

/** Where a transaction can be opened; its identity is the database's, for everybody in one application. */
export type TransactionalDatabase = StorageConnection | MemorySpace;

/**
 * Runs `work` in a transaction of its own: committed when it ends well, rolled back when it throws or is given up. It does not put the
 * transaction into the message context; that is for `work` to do.
 *
 * @throws StorageUnavailableException (503) when no connection is to be had
 * @throws CommitOutcomeUnknownException (503) when the connection was lost during the commit
 * @throws TransactionSpoiledException (500) when something in it failed and the error was swallowed
 */
export function runInTransaction<R>(
  database: TransactionalDatabase,
  work: (transaction: AmbientTransaction) => Promise<R>,
  options: TransactionOptions = {},
): Promise<R> {
  return database instanceof StorageConnection
    ? runSqlTransaction(database, work, options)
    : runMemoryTransaction(database, work, options);
}
