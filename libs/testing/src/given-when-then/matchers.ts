import { inspect } from 'node:util';

/** A matcher of a test runner, such as `expect.any(String)`: Jest's and Vitest's have this method. */
interface AsymmetricMatcher {
  asymmetricMatch(value: unknown): boolean;
  /** How it shows itself, where it can. */
  toAsymmetricMatcher?(): string;
}

/** Stands for a matcher that does not agree, and equals nothing. */
class UnmetMatcher {
  constructor(private readonly shown: string) {}

  [inspect.custom](): string {
    return this.shown;
  }
}

/** Whether a value is a matcher. */
export function isMatcher(value: unknown): value is AsymmetricMatcher {
  return typeof (value as Partial<AsymmetricMatcher> | null | undefined)?.asymmetricMatch === 'function';
}

/** What is expected, with each matcher replaced by the value that it agrees with, or by what shows it, so that the two can be compared. */
export function withMatched(expected: unknown, actual: unknown): unknown {
  if (isMatcher(expected)) return expected.asymmetricMatch(actual) ? actual : new UnmetMatcher(shown(expected));
  if (!isPlain(expected) || !isPlain(actual)) return expected;
  const made: object = Array.isArray(expected) ? [] : (Object.create(Object.getPrototypeOf(expected) as object) as object);
  for (const [key, value] of Object.entries(expected)) {
    const matched = withMatched(value, (actual as Record<string, unknown>)[key]);
    Object.defineProperty(made, key, { value: matched, writable: true, enumerable: true, configurable: true });
  }
  return made;
}

function shown(matcher: AsymmetricMatcher): string {
  return matcher.toAsymmetricMatcher?.() ?? matcher.constructor.name;
}

/** Objects whose fields are all that they are; others (dates, maps) are compared as they are. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return !(value instanceof Date || value instanceof Map || value instanceof Set || ArrayBuffer.isView(value));
}
