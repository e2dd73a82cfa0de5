import { LedgerlineException } from './ledgerline.exception.js';

/** An option or argument from outside that is refused where it enters. */
export class InvalidOptionException extends LedgerlineException {
  /**
   * @param option the option as its caller writes it, for example `snapshotEvery`
   * @param rule what it must be, as the rest of "… must be …"
   * @param value what was given
   * @param status 500 for an option of a module, 400 for an argument of a call
   */
  constructor(
    readonly option: string,
    rule: string,
    readonly value: unknown,
    status: 400 | 500 = 400,
  ) {
    super({
      code: 'INVALID_OPTION',
      status,
      message: `\`${option}\` must be ${rule}; it is ${shown(value)}. Correct it where it is given.`,
    });
  }
}

function shown(value: unknown): string {
  const text =
    typeof value === 'string' ? JSON.stringify(value) : typeof value === 'object' && value !== null ? 'an object' : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
