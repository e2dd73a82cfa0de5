import type { ValidationError } from '@nestjs/common';
import { LedgerlineException } from '@ledgerline/storage';

/** One field of a request that breaks a rule. */
export interface Violation {
  /** Path of the field, for example `items.0.quantity`. */
  readonly field: string;
  readonly problems: readonly string[];
}

/** A request's body or query breaks the rules of its route; nothing was done. */
export class ValidationFailedException extends LedgerlineException {
  constructor(readonly violations: readonly Violation[]) {
    super({
      code: 'VALIDATION_FAILED',
      status: 400,
      message: `The request is refused: ${violations.flatMap(({ problems }) => problems).join('; ')}. Correct it and send it again.`,
      details: violations,
    });
  }

  static from(errors: readonly ValidationError[]): ValidationFailedException {
    return new ValidationFailedException(errors.flatMap((error) => violationsOf(error, '')));
  }
}

function violationsOf({ property, constraints, children = [] }: ValidationError, parent: string): Violation[] {
  // class-validator names no property when the body as a whole is of the wrong kind.
  const field = [parent, property].filter((part) => part !== '' && part !== undefined).join('.') || 'body';
  const problems = Object.values(constraints ?? {}).map((problem) => (parent === '' ? problem : `${field}: ${problem}`));
  const own = problems.length > 0 ? [{ field, problems }] : [];
  return [...own, ...children.flatMap((child) => violationsOf(child, field))];
}
