import { LedgerlineException } from '@ledgerline/storage';

/** What every refusal carries. */
export interface Refusal {
  /** Stable machine-readable name. */
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A definite no, of the domain or of an outside service: nothing was done, and asking again will not change it. HTTP 409. */
export abstract class RefusedException extends LedgerlineException {
  protected constructor({ code, message, details }: Refusal) {
    super({ code, status: 409, message, details });
  }
}
