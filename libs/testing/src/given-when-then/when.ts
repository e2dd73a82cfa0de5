import { AggregateRoot, type AggregateClass } from '@ledgerline/event-sourcing';
import { assertEvents } from './assert-events.js';
import { assertThrown, type ExpectedError } from './assert-thrown.js';

/** Nothing to wait for, unless what happened is asynchronous. */
type Checked<R> = R extends PromiseLike<unknown> ? Promise<void> : void;

interface Outcome {
  readonly events: readonly object[];
  readonly aggregate: AggregateRoot;
  readonly error?: { readonly thrown: unknown };
}

/** Something that happens to an aggregate, to be checked by what follows from it. */
export class When<A extends AggregateRoot, R> {
  constructor(
    private readonly target: AggregateClass<A>,
    private readonly past: number,
    private readonly rebuild: () => A,
    private readonly action: (aggregate: A) => R,
  ) {}

  /**
   * Exactly these events follow, in this order. They are compared by class and fields; a field may be a matcher of the test runner, such as
   * `expect.any(String)`.
   *
   * @throws AssertionError with the difference
   */
  // oxlint-disable-next-line unicorn/no-thenable -- the word of the domain; who awaits the case itself is told so
  then(events: readonly object[]): Checked<R> {
    if (typeof events === 'function') return this.#refuseAwait();
    return this.#check((outcome) => {
      if (outcome.error) throw outcome.error.thrown;
      assertEvents(this.#described, outcome.events, events);
    });
  }

  /** Nothing follows. @throws AssertionError with what did */
  thenNothing(): Checked<R> {
    return this.then([]);
  }

  /**
   * It is refused, and no event follows.
   *
   * @param expected a class of errors, a part or a pattern of the message, a matcher of the test runner, or a function that looks at the error
   * @throws AssertionError that names what was thrown instead, or what followed
   */
  thenThrows(expected?: ExpectedError): Checked<R> {
    return this.#check(({ error, events }) => {
      assertThrown(this.#described, error, events, expected);
      assertEvents(`${this.#described}, which was refused`, events, []);
    });
  }

  /** The events follow, and leave the aggregate in a state that `look` agrees with: it may hold expectations of the test runner. */
  thenState(look: (aggregate: A) => void): Checked<R> {
    return this.#check(({ error, aggregate }) => {
      if (error) throw error.thrown;
      look(aggregate as A);
    });
  }

  get #described(): string {
    const past = this.past === 0 ? 'a new one' : `${this.past} ${this.past === 1 ? 'event' : 'events'}`;
    return `given(${this.target.name}, ${past}).when(…)`;
  }

  #check(judge: (outcome: Outcome) => void): Checked<R> {
    const aggregate = this.rebuild();
    const failed = (thrown: unknown) => judge({ aggregate, events: aggregate.uncommittedEvents, error: { thrown } });
    let result: R;
    try {
      result = this.action(aggregate);
    } catch (thrown) {
      failed(thrown);
      return undefined as Checked<R>;
    }
    const succeeded = (value: unknown) => {
      const subject = value instanceof AggregateRoot ? value : aggregate;
      judge({ aggregate: subject, events: subject.uncommittedEvents });
    };
    if (!isThenable(result)) {
      succeeded(result);
      return undefined as Checked<R>;
    }
    return Promise.resolve(result).then(succeeded, failed) as Checked<R>;
  }

  /** `await given(…).when(…)` would call `then` with functions, and check nothing. */
  #refuseAwait(): never {
    throw new TypeError(
      `${this.#described} was awaited, and nothing would be checked: call .then([…]), .thenThrows(…) or .thenNothing(), and await that.`,
    );
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
