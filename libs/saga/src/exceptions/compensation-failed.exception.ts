import { LedgerlineException } from '@ledgerline/storage';

/** A compensation failed for good: a person must mend the cause and `retry` the saga. Logged, and found in `result.error` of what waits for it. */
export class CompensationFailedException extends LedgerlineException {
  constructor(
    readonly sagaId: string,
    readonly saga: string,
    readonly step: string,
    cause: unknown,
  ) {
    const reason = (cause as { message?: unknown } | undefined)?.message;
    super({
      code: 'COMPENSATION_FAILED',
      status: 500,
      message: `The compensation of the step "${step}" of the saga "${saga}" (${sagaId}) failed for good${typeof reason === 'string' ? ` (${reason})` : ''}. Mend the cause, then SagaRunner.retry() the saga, with \`skip\` if you undid the step by hand.`,
      details: { sagaId, saga, step },
      cause,
    });
  }
}
