import { LedgerlineException } from '@ledgerline/storage';

/** The saga store cannot be reached now, or this node is shutting down. */
export class SagaStoreUnavailableException extends LedgerlineException {
  /**
   * @param store the store as it may be shown: password masked
   * @param outcomeUnknown true when something was sent and its answer was lost: a saga may have been started
   */
  constructor(
    readonly store: string,
    readonly outcomeUnknown: boolean,
    cause?: unknown,
  ) {
    const reason = cause instanceof Error && cause.message ? ` (${cause.message})` : '';
    const what = outcomeUnknown
      ? 'The answer was lost, so its outcome is unknown. Repeating it under the same id is safe'
      : 'Check that the database runs and is reachable; Ledgerline reconnects by itself';
    super({
      code: 'SAGA_STORE_UNAVAILABLE',
      status: 503,
      message: `The saga store ${store} is not available${reason}. ${what}.`,
      details: { outcomeUnknown },
      cause,
    });
  }
}
