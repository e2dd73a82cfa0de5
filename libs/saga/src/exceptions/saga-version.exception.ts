import { LedgerlineException } from '@ledgerline/storage';

/** A running saga does not fit the code any more; it is stopped, and goes on when code is deployed that it fits. */
export class SagaVersionException extends LedgerlineException {
  /** @param problem what does not fit, as the rest of "because …" */
  constructor(
    readonly sagaId: string,
    readonly saga: string,
    readonly version: number,
    problem: string,
  ) {
    super({
      code: 'SAGA_VERSION',
      status: 500,
      message: `The saga "${saga}" (${sagaId}), begun by version ${version}, cannot go on because ${problem}. Deploy code that still has it; the saga then goes on by itself.`,
      details: { sagaId, saga, version },
    });
  }
}
