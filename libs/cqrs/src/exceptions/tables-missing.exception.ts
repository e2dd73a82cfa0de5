import { LedgerlineException } from '@ledgerline/storage';

/** A database with `migrate: 'manual'` that lacks tables of entities. */
export class TablesMissingException extends LedgerlineException {
  /** @param storage the database as it may be shown: password masked */
  constructor(
    readonly storage: string,
    readonly tables: readonly string[],
  ) {
    super({
      code: 'TABLES_MISSING',
      status: 503,
      message: `The tables ${tables.join(', ')} are missing in ${storage}, and \`migrate\` is 'manual'. Create them in a deployment step, or set \`migrate: 'auto'\`.`,
      details: { tables },
    });
  }
}
