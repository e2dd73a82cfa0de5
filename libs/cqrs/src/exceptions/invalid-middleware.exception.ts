import { LedgerlineException } from '@ledgerline/storage';

/** A class that is declared as bus middleware cannot be that; refused at start-up. */
export class InvalidMiddlewareException extends LedgerlineException {
  /** @param problem the rest of "The middleware X …" */
  constructor(
    readonly middleware: string,
    problem: string,
    cause?: unknown,
  ) {
    super({
      code: 'INVALID_MIDDLEWARE',
      status: 500,
      message: `The middleware ${middleware} ${problem}. Make it an injectable singleton with a method \`use(message, next, context)\`; what belongs to a request is in \`context.asyncContext\`.`,
      cause,
    });
  }
}
