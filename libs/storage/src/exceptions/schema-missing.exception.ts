import { LedgerlineException } from './ledgerline.exception.js';

/** A storage with `migrate: 'manual'` whose schema is not up to date. */
export class SchemaMissingException extends LedgerlineException {
  /**
   * @param storage the database as it may be shown: password masked
   * @param missing the migrations that have not run
   */
  constructor(
    readonly storage: string,
    readonly schema: string,
    readonly missing: readonly string[],
  ) {
    super({
      code: 'SCHEMA_MISSING',
      status: 503,
      message:
        `The schema "${schema}" of ${storage} lacks the migrations ${missing.join(', ')}, and \`migrate\` is 'manual'. ` +
        "Run the package's migration function from a deployment step, or its SQL by hand, or set `migrate: 'auto'`.",
      details: { schema, missing },
    });
  }
}
