/** Moments of a transaction at which a test may stop or end a process. */
export type TransactionPoint = 'after-begin' | 'after-work' | 'before-commit' | 'after-commit';

/** How a transaction is run. */
export interface TransactionOptions {
  /** Aborted when the work is given up: the transaction is rolled back at once, whatever still runs in it. */
  readonly signal?: AbortSignal;
  /** Asked last, when all is ready to be committed; what it throws rolls back. */
  readonly onCommitting?: () => void;
  /** Called at each of the moments, in tests; what it returns is awaited. */
  readonly pauseAt?: (point: TransactionPoint) => Promise<void> | void;
}
