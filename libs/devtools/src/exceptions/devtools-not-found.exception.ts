import { LedgerlineException } from '@ledgerline/storage';

/** What a page asks for is not there. */
export class DevtoolsNotFoundException extends LedgerlineException {
  /** @param what the thing with its name, as the beginning of "… does not exist" */
  constructor(what: string, remedy = 'Check the address.') {
    super({ code: 'DEVTOOLS_NOT_FOUND', status: 404, message: `${what} does not exist. ${remedy}` });
  }
}
