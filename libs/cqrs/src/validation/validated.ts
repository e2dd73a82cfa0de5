import type { BusContext } from '../context/bus-context.js';
import type { Violation } from './violation.js';

type Verdict = readonly Violation[] | undefined;

/** Goes on with `next` when the verdict is good, at once if it is there already; else throws or rejects with `refusal`. */
export function validated(
  verdict: Verdict | Promise<Verdict>,
  context: BusContext,
  refusal: (violations: readonly Violation[]) => Error,
  next: () => unknown,
): Promise<unknown> {
  const decide = (violations: Verdict) => {
    if (violations === undefined) return next();
    context.outcome = 'invalid';
    throw refusal(violations);
  };
  if (verdict instanceof Promise) return verdict.then(decide);
  const result = decide(verdict);
  return result instanceof Promise ? result : Promise.resolve(result);
}
