import { AssertionError } from 'node:assert/strict';
import { inspect } from 'node:util';
import { listed } from './assert-events.js';
import { isMatcher } from './matchers.js';

/** How an error may be expected. */
export type ExpectedError =
  | (abstract new (...parameters: never[]) => Error)
  | string
  | RegExp
  | Error
  | ((error: unknown) => boolean | void)
  | { asymmetricMatch(value: unknown): boolean };

/** @throws AssertionError unless the expected error was thrown */
export function assertThrown(
  what: string,
  error: { readonly thrown: unknown } | undefined,
  events: readonly object[],
  expected: ExpectedError | undefined,
): void {
  const wanted = expected === undefined ? 'an error' : describe(expected);
  if (!error) {
    throw new AssertionError({
      message: `${what}: expected ${wanted}, but it went through, with ${listed(events)}.`,
      expected: wanted,
    });
  }
  if (expected === undefined || isExpected(error.thrown, expected)) return;
  throw new AssertionError({
    message: `${what}: expected ${wanted}, but ${inspect(error.thrown)} was thrown.`,
    actual: error.thrown,
    expected: wanted,
  });
}

function isExpected(thrown: unknown, expected: ExpectedError): boolean {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (typeof expected === 'string') return message.includes(expected);
  if (expected instanceof RegExp) return expected.test(message);
  if (expected instanceof Error) return thrown instanceof Error && thrown.name === expected.name && message === expected.message;
  if (isMatcher(expected)) return expected.asymmetricMatch(thrown);
  if (isErrorClass(expected)) return thrown instanceof expected;
  return (expected as (error: unknown) => boolean | void)(thrown) !== false;
}

function isErrorClass(expected: ExpectedError): expected is new () => Error {
  return expected === Error || (typeof expected === 'function' && expected.prototype instanceof Error);
}

function describe(expected: ExpectedError): string {
  if (typeof expected === 'function' && isErrorClass(expected)) return `an error of the class ${expected.name}`;
  if (typeof expected === 'string') return `an error with "${expected}" in its message`;
  return expected instanceof RegExp || expected instanceof Error ? `the error ${String(expected)}` : 'an error of that kind';
}
