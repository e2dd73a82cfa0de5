import { LedgerlineException } from '@ledgerline/storage';

/** More units of work wait for a connection than may; nothing was written. */
export class UnitsOfWorkOverloadedException extends LedgerlineException {
  constructor(
    readonly waiting: number,
    readonly atOnce: number,
  ) {
    super({
      code: 'UNITS_OF_WORK_OVERLOADED',
      status: 503,
      message:
        `${waiting} units of work wait for one of the ${atOnce} connections that they may take at a time, which is the limit. Nothing was written; ` +
        'try again later, or raise `poolSize`.',
      details: { waiting, atOnce },
    });
  }
}
