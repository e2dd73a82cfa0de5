import { LedgerlineException } from './ledgerline.exception.js';

/** Something was to join a unit of work that has ended; it was not done. */
export class TransactionEndedException extends LedgerlineException {
  constructor() {
    super({
      code: 'TRANSACTION_ENDED',
      status: 500,
      message:
        'The unit of work that this belongs to has ended, so nothing was written. Await everything inside of it; ' +
        'if its command has timed out, let the signal of its context end the work.',
    });
  }
}
