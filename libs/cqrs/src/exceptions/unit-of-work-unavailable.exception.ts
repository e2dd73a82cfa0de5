import { LedgerlineException } from '@ledgerline/storage';

/** A unit of work, or an idempotent command, where there is no one database for it. */
export class UnitOfWorkUnavailableException extends LedgerlineException {
  private constructor(
    readonly consumer: string,
    problem: string,
    details: Readonly<Record<string, unknown>>,
  ) {
    super({
      code: 'UNIT_OF_WORK_UNAVAILABLE',
      status: 500,
      message: `${consumer} needs units of work, and ${problem}`,
      details: { consumer, ...details },
    });
  }

  /** @param write the write database, and @param events the event store's, as they may be shown */
  static ofTwoDatabases(consumer: string, write: string, events: string): UnitOfWorkUnavailableException {
    return new UnitOfWorkUnavailableException(
      consumer,
      `the write database (${write}) is another than the event store's (${events}): nothing can commit in both at once. Give both the same URL ` +
        'and pool size, or the same DataSource; or leave `write` out of CqrsModule.forRoot.',
      { write, events },
    );
  }

  static ofNoDatabase(consumer: string): UnitOfWorkUnavailableException {
    return new UnitOfWorkUnavailableException(
      consumer,
      'there is neither an event store nor a write database. Import EventSourcingModule.forRoot, or give CqrsModule.forRoot a `write`.',
      {},
    );
  }
}
