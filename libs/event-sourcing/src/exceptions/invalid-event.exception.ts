import { LedgerlineException } from '@ledgerline/storage';

/** An event that cannot be stored faithfully, is not registered, or is too large; nothing was written. */
export class InvalidEventException extends LedgerlineException {
  /** @param problem what is wrong and what to do, as the rest of "The event X of stream Y …" */
  constructor(
    readonly type: string,
    readonly stream: string,
    problem: string,
    cause?: unknown,
  ) {
    super({
      code: 'INVALID_EVENT',
      status: 400,
      message: `The event ${type} for the stream "${stream}" cannot be stored: ${problem}.`,
      details: { type, stream },
      cause,
    });
  }
}
