import { LedgerlineException } from '@ledgerline/storage';

/** Saga classes that cannot work, found when the application starts: every mistake of all of them. */
export class SagaDefinitionException extends LedgerlineException {
  /** @param mistakes a sentence for each */
  constructor(readonly mistakes: readonly string[]) {
    super({
      code: 'SAGA_DEFINITION',
      status: 500,
      message: `The sagas of this application cannot run. Correct what is listed:\n${mistakes.map((mistake) => `- ${mistake}`).join('\n')}`,
      details: mistakes,
    });
  }
}
