import { LedgerlineException } from '@ledgerline/storage';
import type { Violation } from '../validation/violation.js';
import { violationText } from '../validation/violation-text.js';

/** A query breaks its own rules; no middleware and no handler has seen it. */
export class QueryValidationException extends LedgerlineException {
  /**
   * @param command name of the query's class
   * @param violations every field that breaks a rule
   */
  constructor(
    readonly query: string,
    readonly violations: readonly Violation[],
  ) {
    super({
      code: 'QUERY_INVALID',
      status: 400,
      message: `The query ${query} is refused: ${violationText(violations)}. Correct it and send it again.`,
      details: violations,
    });
  }
}
