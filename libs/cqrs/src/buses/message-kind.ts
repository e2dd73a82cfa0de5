import { CommandTimeoutException } from '../exceptions/command-timeout.exception.js';
import { CommandValidationException } from '../exceptions/command-validation.exception.js';
import { MissingCommandHandlerException, MissingQueryHandlerException } from '../exceptions/missing-handler.exception.js';
import { QueryTimeoutException } from '../exceptions/query-timeout.exception.js';
import { QueryValidationException } from '../exceptions/query-validation.exception.js';
import type { Violation } from '../validation/violation.js';

/** What differs between the two buses that have one handler a message. */
export interface MessageKind {
  readonly name: 'command' | 'query';
  readonly missing: (message: string, known: readonly string[]) => Error;
  readonly timedOut: (message: string, timeout: number) => Error;
  readonly invalid: (message: string, violations: readonly Violation[]) => Error;
}

export const COMMAND: MessageKind = {
  name: 'command',
  missing: (message, known) => new MissingCommandHandlerException(message, known),
  timedOut: (message, timeout) => new CommandTimeoutException(message, timeout),
  invalid: (message, violations) => new CommandValidationException(message, violations),
};

export const QUERY: MessageKind = {
  name: 'query',
  missing: (message, known) => new MissingQueryHandlerException(message, known),
  timedOut: (message, timeout) => new QueryTimeoutException(message, timeout),
  invalid: (message, violations) => new QueryValidationException(message, violations),
};
