import { LedgerlineException } from '@ledgerline/storage';

/** A saga did not end in time: past its own limit it is compensated; past a caller's limit it goes on, only the caller stops waiting. */
export class SagaTimeoutException extends LedgerlineException {
  /**
   * @param timeout the limit in milliseconds
   * @param isCallers whether it was the caller's limit of `handle.result({ timeout })`
   */
  constructor(
    readonly sagaId: string,
    readonly saga: string,
    readonly timeout: number,
    isCallers: boolean,
  ) {
    const end = isCallers ? 'it goes on; ask again by its id' : 'what it had done is compensated';
    super({
      code: 'SAGA_TIMEOUT',
      status: 504,
      message: `The saga "${saga}" (${sagaId}) did not end within ${timeout} ms; ${end}.`,
      details: { sagaId, saga, timeout },
    });
  }
}
