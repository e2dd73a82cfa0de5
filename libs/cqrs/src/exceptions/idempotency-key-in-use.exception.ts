import { LedgerlineException } from '@ledgerline/storage';

/** The first command with an idempotency key is still being handled, and was waited for long enough. */
export class IdempotencyKeyInUseException extends LedgerlineException {
  constructor(
    readonly key: string,
    cause?: unknown,
  ) {
    super({
      code: 'IDEMPOTENCY_KEY_IN_USE',
      status: 409,
      message: `A command with the idempotency key "${key}" is still being handled. Repeat it later: it gets the first one's result then.`,
      details: { key },
      cause,
    });
  }
}
