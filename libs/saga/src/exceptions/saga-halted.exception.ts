import { LedgerlineException } from '@ledgerline/storage';

/** A saga was set aside, since it cannot be read or recorded; trying again would come to the same. It is found in the saga's `error`. */
export class SagaHaltedException extends LedgerlineException {
  constructor(
    readonly sagaId: string,
    readonly saga: string,
    cause: unknown,
  ) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super({
      code: 'SAGA_HALTED',
      status: 500,
      message: `The saga "${saga}" (${sagaId}) was set aside, since it cannot be read or recorded: ${why}. Mend the cause, then SagaRunner.retry() the saga.`,
      details: { sagaId, saga },
      cause,
    });
  }
}
