import { LedgerlineException } from '@ledgerline/storage';

/** A projection is named that this application does not have. */
export class UnknownProjectionException extends LedgerlineException {
  constructor(
    readonly projection: string,
    readonly known: readonly string[],
  ) {
    super({
      code: 'UNKNOWN_PROJECTION',
      status: 404,
      message: `There is no projection "${projection}" here; there ${known.length === 0 ? 'are none' : `are ${known.join(', ')}`}. Check the name, or add its class to \`providers\`.`,
      details: { projection, known },
    });
  }
}
