import { LedgerlineException } from '@ledgerline/storage';

/** An environment variable that cannot be used; the application does not start. */
export class InvalidSettingException extends LedgerlineException {
  /** @param rule what it must be, as the rest of "… must be …" */
  constructor(
    readonly variable: string,
    rule: string,
    cause?: unknown,
  ) {
    super({
      code: 'INVALID_SETTING',
      status: 500,
      message: `The environment variable ${variable} must be ${rule}. Correct it and start again.`,
      details: { variable },
      cause,
    });
  }
}
