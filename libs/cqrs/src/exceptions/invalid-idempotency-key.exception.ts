import { LedgerlineException } from '@ledgerline/storage';

/** A text that cannot be an idempotency key. */
export class InvalidIdempotencyKeyException extends LedgerlineException {
  /** @param problem what is wrong with it, as the rest of "The idempotency key …" */
  constructor(problem: string) {
    super({
      code: 'INVALID_IDEMPOTENCY_KEY',
      status: 400,
      message: `The idempotency key ${problem}. Give 1 to 255 printable ASCII characters, such as a UUID; as a header: Idempotency-Key: "8e03978e-40d5-43dd-bc93-6894a57f9324".`,
    });
  }
}
