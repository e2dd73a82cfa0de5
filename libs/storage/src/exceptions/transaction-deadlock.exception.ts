import { LedgerlineException } from './ledgerline.exception.js';

/** Two transactions waited for each other, and this one was rolled back for the other to go on. */
export class TransactionDeadlockException extends LedgerlineException {
  constructor(cause?: unknown) {
    super({
      code: 'TRANSACTION_DEADLOCK',
      status: 409,
      message:
        'Two transactions waited for each other, and this one was rolled back: nothing was written. Try again; ' +
        'units of work that append to the same streams in the same order do not meet this.',
      cause,
    });
  }
}
