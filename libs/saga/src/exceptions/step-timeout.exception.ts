import { LedgerlineException } from '@ledgerline/storage';

/** An attempt of a step or compensation took longer than it may, or a wait got no signal in time. */
export class StepTimeoutException extends LedgerlineException {
  /** @param timeout the limit in milliseconds */
  constructor(
    readonly sagaId: string,
    readonly step: string,
    readonly timeout: number,
    what = 'did not settle',
  ) {
    super({
      code: 'STEP_TIMEOUT',
      status: 504,
      message: `The step "${step}" of the saga ${sagaId} ${what} within ${timeout} ms. Pass its \`signal\` on to what it calls, or give it a longer \`timeout\`.`,
      details: { sagaId, step, timeout },
    });
  }
}
