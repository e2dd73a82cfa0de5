import { LedgerlineException } from '@ledgerline/storage';

/** What only the commit decides was asked of an event that is not committed yet. */
export class NotCommittedException extends LedgerlineException {
  constructor(
    readonly stream: string,
    readonly version: number,
  ) {
    super({
      code: 'NOT_COMMITTED',
      status: 500,
      message:
        `Event ${version} of the stream "${stream}" is written with the commit of its unit of work: its position, token and time are not known ` +
        'before. Ask for them when the unit of work has ended; version, id and metadata are known at once.',
      details: { stream, version },
    });
  }
}
