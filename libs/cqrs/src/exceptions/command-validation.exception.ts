import { LedgerlineException } from '@ledgerline/storage';
import type { Violation } from '../validation/violation.js';
import { violationText } from '../validation/violation-text.js';

/** A command breaks its own rules; no middleware and no handler has seen it. */
export class CommandValidationException extends LedgerlineException {
  /**
   * @param command name of the command's class
   * @param violations every field that breaks a rule
   */
  constructor(
    readonly command: string,
    readonly violations: readonly Violation[],
  ) {
    super({
      code: 'COMMAND_INVALID',
      status: 400,
      message: `The command ${command} is refused: ${violationText(violations)}. Correct it and send it again.`,
      details: violations,
    });
  }
}
