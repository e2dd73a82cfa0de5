import { isConnectionError, LedgerlineException, TransactionDeadlockException } from '@ledgerline/storage';
import { EventIdConflictException } from '../exceptions/event-id-conflict.exception.js';
import { EventStoreOverloadedException } from '../exceptions/event-store-overloaded.exception.js';
import { EventStoreUnavailableException } from '../exceptions/event-store-unavailable.exception.js';
import { NotSentError, OutcomeUnknownError, RepeatedIdError } from './append-failure.js';

/** What a caller is told of a failure on the way to the database. */
export function publicError(error: unknown, shown: string): unknown {
  if (error instanceof LedgerlineException) return error;
  if (error instanceof OutcomeUnknownError) return new EventStoreUnavailableException(shown, true, error.cause);
  if (error instanceof NotSentError) return new EventStoreUnavailableException(shown, false, error.cause);
  // In a transaction of the caller's nothing is stored unless its own commit succeeds.
  return isConnectionError(error) ? new EventStoreUnavailableException(shown, false, error) : error;
}

const DEADLOCKS = new Set<unknown>(['40P01', '40001', 'ER_LOCK_DEADLOCK']);
const LOCK_TIMEOUTS = new Set<unknown>(['55P03', 'ER_LOCK_WAIT_TIMEOUT']);

/** Likewise in a unit of work, where a lock is waited for and the database may end the wait. */
export function publicErrorInUnit(error: unknown, shown: string, stream: string): unknown {
  const { code } = error as { code?: unknown };
  if (DEADLOCKS.has(code)) return new TransactionDeadlockException(error);
  if (LOCK_TIMEOUTS.has(code))
    return new EventStoreOverloadedException(`The stream "${stream}" has been held for longer than the database lets one wait`);
  return error instanceof RepeatedIdError ? new EventIdConflictException(stream) : publicError(error, shown);
}
