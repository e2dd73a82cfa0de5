import { LedgerlineException } from './ledgerline.exception.js';

/** A database cannot be reached now; it is tried again in the background. */
export class StorageUnavailableException extends LedgerlineException {
  /** @param storage the database as it may be shown: password masked */
  constructor(
    readonly storage: string,
    cause?: unknown,
  ) {
    const reason = cause instanceof Error && cause.message ? ` (${cause.message})` : '';
    super({
      code: 'STORAGE_UNAVAILABLE',
      status: 503,
      message: `The database ${storage} cannot be reached${reason}. Check that it runs and is reachable; Ledgerline reconnects by itself.`,
      cause,
    });
  }
}
