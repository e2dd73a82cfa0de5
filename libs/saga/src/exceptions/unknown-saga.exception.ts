import { LedgerlineException } from '@ledgerline/storage';

/** A saga class that this application does not know. */
export class UnknownSagaException extends LedgerlineException {
  constructor(readonly saga: string) {
    super({
      code: 'UNKNOWN_SAGA',
      status: 500,
      message: `The saga ${saga} is not registered. Add it to SagaModule.forFeature([${saga}]) in the module where it lives.`,
    });
  }
}
