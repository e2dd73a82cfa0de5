import type { StepContext } from '@ledgerline/saga';
import type { PlannedFaults } from './planned-faults.js';

/** One call of a step or of a compensation. */
export interface SagaCall {
  /** Name of the method. */
  readonly method: string;
  readonly attempt: number;
  /** The same for every attempt of a step. */
  readonly idempotencyKey: string;
  /** Of a compensation: whether it may have nothing to undo. */
  readonly inDoubt: boolean;
  /** When, by the virtual clock. */
  readonly at: Date;
  /** Whether the method ran: not, when a failure was planned in its place. */
  readonly hasRun: boolean;
}

/** Puts what is planned, and notes of every call, before a saga's methods. */
export class WatchedSaga {
  readonly calls: SagaCall[] = [];
  readonly #running = new Map<Promise<unknown>, string>();
  readonly #hanging = new Set<string>();

  constructor(
    private readonly methods: ReadonlySet<string>,
    private readonly faults: PlannedFaults,
    private readonly now: () => number,
  ) {}

  /** Calls that are under way and were not given up on. */
  get running(): readonly Promise<unknown>[] {
    return [...this.#running.keys()];
  }

  /** No longer waits for calls that hang, nor for others of the same methods. */
  giveUpOn(calls: readonly Promise<unknown>[]): void {
    for (const call of calls) this.#hanging.add(this.#running.get(call)!);
    this.forget(calls);
  }

  /** No longer waits for calls whose process has died. */
  forget(calls: readonly Promise<unknown>[]): void {
    for (const call of calls) this.#running.delete(call);
  }

  /** An object with the saga's methods, each of them watched; `this` in them is the saga itself. */
  around(saga: object): object {
    return new Proxy(saga, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof key !== 'string' || typeof value !== 'function' || !this.methods.has(key)) return value;
        return (...given: unknown[]) => this.#call(key, (value as (...given: unknown[]) => unknown).bind(target), given);
      },
    });
  }

  #call(method: string, run: (...given: unknown[]) => unknown, given: readonly unknown[]): Promise<unknown> {
    const running = this.#attempt(method, run, given);
    if (!this.#hanging.has(method)) this.#running.set(running, method);
    const ended = () => this.#running.delete(running);
    running.then(ended, ended);
    return running;
  }

  async #attempt(method: string, run: (...given: unknown[]) => unknown, given: readonly unknown[]): Promise<unknown> {
    const early = this.faults.failureOf(method, 'before');
    const { attempt, idempotencyKey, inDoubt } = given.at(-1) as StepContext;
    this.calls.push({ method, attempt, idempotencyKey, inDoubt, at: new Date(this.now()), hasRun: !early });
    if (early) throw early.error;
    const result = await run(...given);
    const late = this.faults.failureOf(method, 'after');
    if (late) throw late.error;
    return result;
  }
}
