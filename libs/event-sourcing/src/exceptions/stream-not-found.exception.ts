import { LedgerlineException } from '@ledgerline/storage';

/** A stream that was to be truncated, archived or deleted does not exist. */
export class StreamNotFoundException extends LedgerlineException {
  constructor(readonly stream: string) {
    super({
      code: 'STREAM_NOT_FOUND',
      status: 404,
      message: `There is no stream "${stream}". Check its name; the stream of an aggregate is "<aggregate name>-<id>".`,
      details: { stream },
    });
  }
}
