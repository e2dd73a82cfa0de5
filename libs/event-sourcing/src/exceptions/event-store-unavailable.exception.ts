import { LedgerlineException } from '@ledgerline/storage';

/** The event store cannot be reached now. */
export class EventStoreUnavailableException extends LedgerlineException {
  /**
   * @param storage the store as it may be shown: password masked
   * @param outcomeUnknown true when an append was sent and its answer was lost: it may or may not be stored, and repeating it with
   *   the same event ids is safe
   */
  constructor(
    readonly storage: string,
    readonly outcomeUnknown: boolean,
    cause?: unknown,
  ) {
    const what = outcomeUnknown
      ? 'The connection was lost while an append was under way, so its outcome is unknown. Repeat it with the same `eventIds`: that stores it once'
      : 'Nothing was written. Check that the database runs and is reachable; Ledgerline reconnects by itself';
    const reason = cause instanceof Error && cause.message ? ` (${cause.message})` : '';
    super({
      code: 'EVENT_STORE_UNAVAILABLE',
      status: 503,
      message: `The event store ${storage} is not available${reason}. ${what}.`,
      details: { outcomeUnknown },
      cause,
    });
  }
}
