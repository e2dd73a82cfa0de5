import { LedgerlineException } from '@ledgerline/storage';

/** Something that cannot be rolled back was asked for inside a unit of work; it was not done. */
export class NotInUnitOfWorkException extends LedgerlineException {
  constructor(readonly operation: string) {
    super({
      code: 'NOT_IN_UNIT_OF_WORK',
      status: 500,
      message: `${operation} does not take part in units of work and was not done. Do it before the unit of work, or after it.`,
      details: { operation },
    });
  }
}
