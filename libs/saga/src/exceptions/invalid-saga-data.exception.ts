import { LedgerlineException } from '@ledgerline/storage';

/** A context, result or payload that cannot be stored faithfully: not JSON, or too large. */
export class InvalidSagaDataException extends LedgerlineException {
  /** @param problem what cannot be stored and why, as a sentence without its full stop */
  constructor(problem: string) {
    super({
      code: 'INVALID_SAGA_DATA',
      status: 400,
      message: `${capital(problem)}. Use plain JSON data, and keep large data elsewhere.`,
    });
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
