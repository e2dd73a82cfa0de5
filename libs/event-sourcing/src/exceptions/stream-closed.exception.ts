import { LedgerlineException } from '@ledgerline/storage';

/** The stream was archived or deleted and takes no more events. */
export class StreamClosedException extends LedgerlineException {
  constructor(
    readonly stream: string,
    readonly state: 'archived' | 'deleted',
  ) {
    super({
      code: 'STREAM_CLOSED',
      status: 409,
      message: `The stream "${stream}" is ${state} and takes no more events. Use another stream.`,
      details: { stream, state },
    });
  }
}
