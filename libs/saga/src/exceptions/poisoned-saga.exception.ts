import { LedgerlineException } from '@ledgerline/storage';

/** A saga was set aside: each node that ran it died, one after another. It is found in the saga's `error`. */
export class PoisonedSagaException extends LedgerlineException {
  /** @param deaths nodes that died while they ran it, since it last made progress */
  constructor(
    readonly sagaId: string,
    readonly saga: string,
    readonly deaths: number,
  ) {
    super({
      code: 'SAGA_POISONED',
      status: 500,
      message: `The saga "${saga}" (${sagaId}) was set aside, since ${deaths} nodes died while they ran it. Find out what ends the process, mend it, then SagaRunner.retry() the saga.`,
      details: { sagaId, saga, deaths },
    });
  }
}
