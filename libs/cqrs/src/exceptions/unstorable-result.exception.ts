import { LedgerlineException } from '@ledgerline/storage';

/** What the handler of an idempotent command returned cannot be recorded for those who repeat it; all was rolled back. */
export class UnstorableResultException extends LedgerlineException {
  /** @param problem what is wrong and where, as the rest of "The result of X …" */
  constructor(
    readonly command: string,
    problem: string,
    cause?: unknown,
  ) {
    super({
      code: 'UNSTORABLE_RESULT',
      status: 500,
      message: `The result of the idempotent command ${command} ${problem}, so it was rolled back. Return plain JSON: texts, numbers, lists and objects of these.`,
      details: { command },
      cause,
    });
  }
}
