import { LedgerlineException } from '@ledgerline/storage';

/** A request that may not see the pages, or not act. */
export class DevtoolsRefusedException extends LedgerlineException {
  constructor(message: string) {
    super({ code: 'DEVTOOLS_REFUSED', status: 403, message });
  }
}
