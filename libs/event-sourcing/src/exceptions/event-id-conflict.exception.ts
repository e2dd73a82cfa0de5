import { LedgerlineException } from '@ledgerline/storage';

/** Some of an append's event ids are stored already, but not as this append; nothing was written. */
export class EventIdConflictException extends LedgerlineException {
  constructor(readonly stream: string) {
    super({
      code: 'EVENT_ID_CONFLICT',
      status: 409,
      message:
        `An append to the stream "${stream}" repeats event ids that are stored with other events, in another stream or in another order. ` +
        `Use fresh ids for new events, and the very same list for a retry.`,
      details: { stream },
    });
  }
}
