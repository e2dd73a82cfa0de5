import { LedgerlineException } from '@ledgerline/storage';

/** A database is asked for on a side that is kept in memory. */
export class NoDatabaseException extends LedgerlineException {
  /** @param consumer who asks for it, if that is known */
  constructor(
    readonly side: 'write' | 'read',
    readonly consumer?: string,
  ) {
    super({
      code: 'NO_DATABASE',
      status: 500,
      message:
        `${consumer === undefined ? 'Something' : consumer} asks for the ${side} database, and that side is kept in memory. ` +
        `Give \`CqrsModule.forRoot\` a database as \`${side}\`, or the event store one as \`storage\`, or mark the parameter with \`@Optional()\`: it is undefined then.`,
      details: { side, ...(consumer === undefined ? {} : { consumer }) },
    });
  }
}
