import { LedgerlineException } from '@ledgerline/storage';

/** A `@Publishable()` object publishes where nothing tells which of the process's applications it belongs to. */
export class AmbiguousApplicationException extends LedgerlineException {
  /** @param applications how many are running in this process */
  constructor(readonly applications: number) {
    super({
      code: 'AMBIGUOUS_APPLICATION',
      status: 500,
      message: `A @Publishable() object was committed outside of any command, query or event handler, while ${applications} applications run in this process: its events would go to any of them. Commit it in a handler, or bind it with EventPublisher.mergeObjectContext().`,
    });
  }
}
