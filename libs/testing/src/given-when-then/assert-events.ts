import assert, { AssertionError } from 'node:assert/strict';
import { inspect } from 'node:util';
import { withMatched } from './matchers.js';

/**
 * Compares what followed with what was expected, by class and fields.
 *
 * @param what the case, as the message begins
 * @throws AssertionError with both and the difference; test runners show it in their own way
 */
export function assertEvents(what: string, actual: readonly object[], expected: readonly object[]): void {
  const comparable = expected.map((event, index) => withMatched(event, actual[index]) as object);
  try {
    assert.deepStrictEqual([...actual], comparable);
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    const message = `${what}: expected ${listed(comparable)}, got ${listed(actual)}.\n\n${error.message}`;
    throw new AssertionError({ message, actual: [...actual], expected: comparable, operator: 'deepStrictEqual' });
  }
}

/** Events in a sentence: their classes and, when there are few, their fields. */
export function listed(events: readonly object[]): string {
  if (events.length === 0) return 'no event';
  if (events.length > 3) return events.map(({ constructor }) => constructor.name).join(', ');
  return events.map((event) => inspect(event, { breakLength: Infinity, depth: 3 })).join(', ');
}
