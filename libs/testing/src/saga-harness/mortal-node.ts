import type { Clock } from '@ledgerline/storage';
import {
  LedgerlineSagaRunner,
  MemorySagaStore,
  SagaEngine,
  SagaRegistry,
  type MemorySagas,
  type PausePoints,
  type ResolvedSagaOptions,
  type SagaStore,
} from '@ledgerline/saga/backend';
import type { SagaClass } from '@ledgerline/saga';

/** What a node of a harness works with. */
export interface MortalNodeParts {
  readonly sagaClass: SagaClass;
  readonly space: MemorySagas;
  readonly options: ResolvedSagaOptions;
  readonly clock: Clock;
  /** The object whose methods the saga calls. */
  readonly instance: () => object;
  readonly pausePoint: PausePoints;
}

const NEVER = new Promise<never>(() => undefined);

/**
 * One process, as the saga engine sees it: an engine of its own on the store that all share. When it dies it says nothing more: its timers
 * do not fire, and its store answers nothing.
 */
export class MortalNode {
  readonly engine: SagaEngine;
  readonly runner: LedgerlineSagaRunner;
  #isDead = false;

  constructor(private readonly parts: MortalNodeParts) {
    const { sagaClass, space, options, clock, instance, pausePoint } = parts;
    const own = this.#ownClock(clock);
    const store = this.#whileAlive(new MemorySagaStore('memory:', space, own));
    const registry = new SagaRegistry(options, store.supportsTransactions);
    registry.register([sagaClass]);
    registry.check();
    this.engine = new SagaEngine({ store, registry, options, clock: own, instanceFor: instance, pausePoint });
    this.runner = new LedgerlineSagaRunner(store, this.engine, registry, options);
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  start(): Promise<void> {
    return this.engine.start();
  }

  /** As by `kill -9`; its lease counts as run out, so that whoever comes next need not wait for that. */
  die(): void {
    this.#isDead = true;
    const node = this.parts.space.nodes.get(this.engine.lease.id);
    if (node) node.isDead = true;
  }

  /** Nothing is taken or renewed any more. */
  stop(): void {
    this.engine.stopTaking();
    this.#isDead = true;
  }

  #ownClock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      random: () => clock.random(),
      setTimer: (callback, delay) =>
        clock.setTimer(() => {
          if (!this.#isDead) callback();
        }, delay),
    };
  }

  #whileAlive(store: SagaStore): SagaStore {
    return new Proxy(store, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]): unknown => (this.#isDead ? NEVER : Reflect.apply(value, target, given));
      },
    });
  }
}
