import { LedgerlineException } from '@ledgerline/storage';

/** The pages were turned on in production, and nothing says who may see them; the application does not start. */
export class DevtoolsUnprotectedException extends LedgerlineException {
  constructor() {
    super({
      code: 'DEVTOOLS_UNPROTECTED',
      status: 500,
      message:
        'DevtoolsModule is enabled in production without a guard, so that anybody could read every event. Give it `guards` or ' +
        '`authorize`, or leave out `enabled`.',
    });
  }
}
