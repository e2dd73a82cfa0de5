import { isConnectionError } from '@ledgerline/storage';

/**
 * What the failure of a batch means for its members:
 * - `not-sent`: no connection was to be had, nothing was written;
 * - `unknown`: the connection was lost after the batch was sent;
 * - `repeated-id`: one of the event ids is stored already;
 * - `retryable`: the database asks for another try (deadlock, serialisation);
 * - `refused`: the statement failed because of something in it.
 */
export type AppendFailure = 'not-sent' | 'unknown' | 'repeated-id' | 'retryable' | 'refused';

/** Marks an error whose batch never left this process. */
export class NotSentError extends Error {
  constructor(override readonly cause: unknown) {
    super((cause as Error).message, { cause });
  }
}

/** Marks an append that was sent and never answered, however often it was tried again: it may or may not be stored. */
export class OutcomeUnknownError extends Error {
  constructor(override readonly cause: unknown) {
    super((cause as Error).message, { cause });
  }
}

/** Marks the violation of our own constraint on event ids. */
export class RepeatedIdError extends Error {
  constructor(override readonly cause: unknown) {
    super((cause as Error).message, { cause });
  }
}

/** 40001 serialisation failure, 40P01 deadlock (PostgreSQL); 1213 deadlock, 1205 lock wait time-out (MySQL). */
const RETRYABLE = new Set<unknown>(['40001', '40P01', 'ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT']);

/** Sorts an error by what it means for the members of the batch. */
export function classifyFailure(error: unknown): AppendFailure {
  if (error instanceof NotSentError) return 'not-sent';
  if (error instanceof RepeatedIdError) return 'repeated-id';
  if (isConnectionError(error)) return 'unknown';
  return RETRYABLE.has((error as { code?: unknown }).code) ? 'retryable' : 'refused';
}
