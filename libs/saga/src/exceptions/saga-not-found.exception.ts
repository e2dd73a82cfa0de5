import { LedgerlineException } from '@ledgerline/storage';

/** There is no saga with this id: it was never started, or is pruned. */
export class SagaNotFoundException extends LedgerlineException {
  constructor(readonly sagaId: string) {
    super({
      code: 'SAGA_NOT_FOUND',
      status: 404,
      message: `There is no saga with the id "${sagaId}". Check the id; finished sagas are deleted after the retention time.`,
      details: { sagaId },
    });
  }
}
