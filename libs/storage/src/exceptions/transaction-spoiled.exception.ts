import { LedgerlineException } from './ledgerline.exception.js';

/** A unit of work came to its end although something in it had failed; it was rolled back. */
export class TransactionSpoiledException extends LedgerlineException {
  constructor(cause: unknown) {
    super({
      code: 'TRANSACTION_SPOILED',
      status: 500,
      message:
        `A part of the unit of work had failed (${cause instanceof Error ? cause.message : String(cause)}) and its error was caught, so all of it ` +
        'was rolled back. Let the error through, or run what may fail outside of the unit or in a savepoint (`manager.transaction(…)`).',
      cause,
    });
  }
}
