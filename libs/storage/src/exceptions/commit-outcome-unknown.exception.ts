import { LedgerlineException } from './ledgerline.exception.js';

/** The connection was lost while a transaction was being committed. */
export class CommitOutcomeUnknownException extends LedgerlineException {
  /** @param storage the database as it may be shown: password masked */
  constructor(
    readonly storage: string,
    cause?: unknown,
  ) {
    super({
      code: 'COMMIT_OUTCOME_UNKNOWN',
      status: 503,
      message:
        `The connection to ${storage} was lost during a commit: all of the unit of work is stored, or nothing of it. ` +
        'Look before you repeat it; a command with an idempotency key may be repeated as it is.',
      details: { outcomeUnknown: true },
      cause,
    });
  }
}
