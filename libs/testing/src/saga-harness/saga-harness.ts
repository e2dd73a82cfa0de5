import type { Abstract, Type } from '@nestjs/common';
import type { ContextOf, SagaClass, SagaDefinition, SagaResult, SagaView } from '@ledgerline/saga';
import { MemorySagas, type ResolvedSagaOptions } from '@ledgerline/saga/backend';
import type { ManualClock } from '../clock/manual-clock.js';
import { CrashPlan } from './crash-plan.js';
import { MortalNode } from './mortal-node.js';
import { PassingTime } from './passing-time.js';
import { PlannedFaults, type CrashMoment, type PlannedFailure } from './planned-faults.js';
import { WatchedSaga, type SagaCall } from './watched-saga.js';

/** The names of a saga's methods. */
export type SagaMethod<S> = { [K in keyof S]: S[K] extends (...given: never[]) => unknown ? K : never }[keyof S] & string;

/** Under what a provider is found. */
export type InjectionToken<T> = Type<T> | Abstract<T> | string | symbol;

/** What a harness is made of. @internal */
export interface SagaHarnessParts<S extends object> {
  readonly sagaClass: SagaClass<S>;
  readonly definition: SagaDefinition;
  readonly saga: S;
  readonly options: ResolvedSagaOptions;
  readonly clock: ManualClock;
  readonly get: <T>(token: InjectionToken<T>) => T;
  readonly close: () => Promise<void>;
}

const HAS_RESULT = new Set(['completed', 'compensated', 'compensation-failed', 'cancelled', 'timed-out', 'stopped']);
const LONGEST = 366 * 86_400_000;

/** Runs one saga on the real engine, in memory, in virtual time, with everything going wrong that a test wants to. */
export class SagaHarness<S extends object> {
  /** The saga itself, as the harness has made it. */
  readonly saga: S;
  /** The time of the saga; only the harness and the test move it. */
  readonly clock: ManualClock;
  readonly #space = new MemorySagas();
  readonly #faults = new PlannedFaults();
  readonly #plan: CrashPlan;
  readonly #watched: WatchedSaga;
  readonly #time: PassingTime;
  readonly #methods: ReadonlySet<string>;
  #node: MortalNode;
  #id = 'saga-1';
  #deaths = 0;

  /** @internal made by `createSagaHarness` */
  constructor(private readonly parts: SagaHarnessParts<S>) {
    const { definition, saga, clock } = parts;
    this.saga = saga;
    this.clock = clock;
    const steps = [...definition.steps.values()].filter(({ kind }) => kind !== 'delay');
    this.#methods = new Set(steps.flatMap(({ method, compensate }) => [method, ...(compensate ? [compensate] : [])]));
    this.#plan = new CrashPlan(definition, this.#faults);
    this.#watched = new WatchedSaga(this.#methods, this.#faults, () => clock.now());
    this.#time = new PassingTime({ clock, watched: this.#watched, view: () => this.#node.runner.get(this.#id) });
    this.#node = this.#openNode();
  }

  /** Every call of a step or a compensation, in order. */
  get calls(): readonly SagaCall[] {
    return this.#watched.calls;
  }

  /** The names of the methods that have run, in order: what most tests want to know. */
  get ran(): readonly string[] {
    return this.calls.filter(({ hasRun }) => hasRun).map(({ method }) => method);
  }

  /** How often the process has died. */
  get deaths(): number {
    return this.#deaths;
  }

  /** Number of moments so far at which a process may die: at each step, compensation and record. */
  get moments(): number {
    return this.#plan.moments;
  }

  /** A provider that the saga was made with, or that a module of `imports` has. */
  get<T>(token: InjectionToken<T>): T {
    return this.parts.get(token);
  }

  /** Lets a step or compensation fail, once, or as often as it says. @throws TypeError when the saga has no such step */
  failAt(method: SagaMethod<S>, failure: PlannedFailure = {}): this {
    this.#assertMethod(method);
    this.#faults.fail(method, failure);
    return this;
  }

  /**
   * Lets the process die at a step or compensation; another one takes over.
   *
   * @param moment `before` it runs, `after` it has run and before that is recorded, or when it is `recorded`
   * @throws TypeError when the saga has no such step
   */
  crashAt(method: SagaMethod<S>, moment: CrashMoment = 'after', times = 1): this {
    this.#assertMethod(method);
    this.#faults.crash(method, moment, times);
    return this;
  }

  /** Lets the process die at the moment of this number, from 1; see `crashAtEveryMoment`. */
  crashAtMoment(number: number): this {
    this.#plan.crashAtMoment(number);
    return this;
  }

  /** The process dies now, and another one takes over. */
  async crash(): Promise<void> {
    this.#replaceNode();
    await this.#time.settle();
  }

  /** Starts the saga, and lets everything happen that needs no time. */
  async start(context: NoInfer<ContextOf<S>>, { id = 'saga-1' }: { readonly id?: string } = {}): Promise<void> {
    this.#id = id;
    const node = this.#node;
    await node.runner.start(this.parts.sagaClass, context, { id }).catch((error: unknown) => {
      // Whoever asked for it died with the process; what was stored by then goes on.
      if (!node.isDead) throw error;
    });
    await this.#time.settle();
  }

  /** Starts the saga and lets time pass until it has its result; a wait that nobody signals runs into its time-out. */
  async execute(context: NoInfer<ContextOf<S>>, options?: { readonly id?: string }): Promise<SagaResult<ContextOf<S>>> {
    await this.start(context, options);
    return this.finish();
  }

  /**
   * Lets time pass until the saga has its result.
   *
   * @throws Error that tells what it waits for, when that does not come by itself
   */
  async finish(): Promise<SagaResult<ContextOf<S>>> {
    const isStuck = (view: SagaView | null) => view?.waitingFor !== undefined && view.nextAt === undefined;
    const isDone = (view: SagaView | null) => view === null || HAS_RESULT.has(view.status) || isStuck(view);
    const isOver = await this.#time.pass(this.clock.now() + LONGEST, isDone);
    const view = await this.view();
    if (isStuck(view)) throw new Error(`The saga waits for the signal "${view.waitingFor}": call signal("${view.waitingFor}").`);
    if (!isOver) throw new Error(`The saga is ${view.status} after a year of virtual time: ${view.reason ?? 'no reason given'}`);
    const { id, status, success, stepsCompleted, failedStep, error, context } = view;
    return {
      id,
      status,
      success,
      stepsCompleted,
      ...(failedStep === undefined ? {} : { failedStep }),
      ...(error === undefined ? {} : { error }),
      context: context!,
    };
  }

  /** Lets milliseconds of virtual time pass. */
  async advance(duration: number): Promise<void> {
    const end = this.clock.now() + duration;
    await this.#time.pass(end, () => false);
  }

  /** Sends the saga a signal, and lets everything happen that needs no time. */
  async signal(name: string, payload?: unknown): Promise<void> {
    await this.#node.runner.signal(this.#id, name, payload);
    await this.#time.settle();
  }

  /** Cancels the saga, and lets everything happen that needs no time. */
  async cancel(reason?: string): Promise<void> {
    await this.#node.runner.cancel(this.#id, reason);
    await this.#time.settle();
  }

  /** The saga as it stands. @throws Error when none was started */
  async view(): Promise<SagaView<ContextOf<S>>> {
    const view = await this.#node.runner.get<ContextOf<S>>(this.#id);
    if (!view) throw new Error(`There is no saga "${this.#id}": start one, with start(context) or execute(context).`);
    return view;
  }

  /** Ends the process and what the saga was made with. */
  async close(): Promise<void> {
    this.#node.stop();
    await this.parts.close();
  }

  #openNode(): MortalNode {
    const { sagaClass, options, clock, saga } = this.parts;
    const node: MortalNode = new MortalNode({
      sagaClass,
      space: this.#space,
      options,
      clock,
      instance: () => this.#watched.around(saga),
      pausePoint: (point, _id, step) => {
        if (node.isDead) return new Promise<never>(() => undefined);
        if (!this.#plan.isDeadly(point, step)) return;
        this.#replaceNode();
        return point === 'after-start' ? Promise.reject(new Error('the process has died')) : new Promise<never>(() => undefined);
      },
    });
    void node.start();
    return node;
  }

  #replaceNode(): void {
    this.#deaths += 1;
    this.#node.die();
    this.#watched.forget(this.#watched.running);
    this.#node = this.#openNode();
  }

  #assertMethod(method: string): void {
    if (this.#methods.has(method)) return;
    const known = [...this.#methods].join(', ');
    throw new TypeError(`${this.parts.sagaClass.name} has no step or compensation "${method}"; it has: ${known}.`);
  }
}
