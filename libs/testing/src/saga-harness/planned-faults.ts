/** How a step or compensation is made to fail. */
export interface PlannedFailure {
  /** What is thrown. @default an `Error` that says that it was planned */
  readonly error?: unknown;
  /** How often, from the next call on. @default 1 */
  readonly times?: number;
  /** `before`: the method does not run. `after`: it has run, and only its answer is lost. @default 'before' */
  readonly when?: 'before' | 'after';
}

/** Where the process dies: before a method runs, after it has run and before that is recorded, or when it is recorded. */
export type CrashMoment = 'before' | 'after' | 'recorded';

interface Planned<T> {
  readonly what: T;
  left: number;
}

/** What is to go wrong, by method. */
export class PlannedFaults {
  readonly #failures = new Map<string, Planned<PlannedFailure>[]>();
  readonly #crashes = new Map<string, number>();

  /** Plans failures behind those that are planned already. */
  fail(method: string, failure: PlannedFailure): void {
    const planned = this.#failures.get(method) ?? [];
    this.#failures.set(method, [...planned, { what: failure, left: failure.times ?? 1 }]);
  }

  crash(method: string, moment: CrashMoment, times: number): void {
    this.#crashes.set(`${method} ${moment}`, times);
  }

  /** The failure that is due at this call, if it is one for that moment of it. */
  failureOf(method: string, when: 'before' | 'after'): { readonly error: unknown } | undefined {
    const planned = this.#failures.get(method)?.find(({ left }) => left > 0);
    if (!planned || (planned.what.when ?? 'before') !== when) return undefined;
    planned.left -= 1;
    return { error: planned.what.error ?? new Error(`planned failure of ${method}`) };
  }

  /** Whether the process is to die now. */
  isCrash(method: string, moment: CrashMoment): boolean {
    const left = this.#crashes.get(`${method} ${moment}`) ?? 0;
    if (left > 0) this.#crashes.set(`${method} ${moment}`, left - 1);
    return left > 0;
  }
}
