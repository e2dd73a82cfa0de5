import { LedgerlineException } from '@ledgerline/storage';

/** More appends wait than the queue may hold, or one has waited too long; nothing was written. */
export class EventStoreOverloadedException extends LedgerlineException {
  /** @param problem what was met, as a sentence without its full stop */
  constructor(problem: string) {
    super({
      code: 'EVENT_STORE_OVERLOADED',
      status: 503,
      message: `${problem}. Nothing was written; try again later, with fewer appends at once.`,
    });
  }
}
