import { LedgerlineException } from '@ledgerline/storage';

/** An action on pages that only show. */
export class DevtoolsReadOnlyException extends LedgerlineException {
  constructor(action: string) {
    super({
      code: 'DEVTOOLS_READ_ONLY',
      status: 403,
      message: `"${action}" was not done: these pages are read-only, as is the default in production. Set \`readOnly: false\` on DevtoolsModule to allow actions.`,
    });
  }
}
