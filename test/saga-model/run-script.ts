import {
  LedgerlineSagaRunner,
  MemorySagas,
  MemorySagaStore,
  resolveSagaOptions,
  SagaEngine,
  SagaRegistry,
} from '@ledgerline/saga/backend';
import type { SagaClass } from '@ledgerline/saga';
import { Life } from './mortal-store.js';
import type { Call, Script } from './script.js';
import { Progress, scriptedSaga, type Memory } from './scripted-saga.js';
import { VirtualClock } from './virtual-clock.js';

const LEASE_TERM = 2_000;
const NAP = 4 * LEASE_TERM;
/** Longer than any script takes. */
const PATIENCE = 4 * 600_000;
const ID = 'model';
const ENDS = new Set(['completed', 'compensated', 'compensation-failed', 'cancelled', 'timed-out', 'stopped']);
const OPTIONS = resolveSagaOptions({ leaseTerm: LEASE_TERM, jitter: false, abortGrace: 500, stepTimeout: 2_000 });

/** What came of a script. */
export interface Run {
  readonly calls: readonly string[];
  readonly status: string;
  readonly done: number;
  /** Idempotency keys that each method was called under. */
  readonly keys: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Runs a script on two nodes of one store. One that dies is replaced; the lease decides when the other goes on. */
class ScriptRun {
  readonly #clock = new VirtualClock();
  readonly #space = new MemorySagas();
  readonly #progress: Progress;
  readonly #sagaClass: SagaClass;
  readonly #nodes: SagaEngine[] = [];
  readonly #observer: LedgerlineSagaRunner;
  readonly calls: string[] = [];
  readonly keys = new Map<string, Set<string>>();

  constructor(private readonly script: Script) {
    this.#progress = new Progress(script);
    this.#sagaClass = scriptedSaga(script, this.#progress, async () => undefined);
    this.#observer = this.#runnerOf(this.#store(), [this.#sagaClass]).runner;
  }

  async run(): Promise<void> {
    this.#open();
    this.#open();
    // One that runs nothing and never sleeps, so that there is always somebody to see that another is dead.
    JSON.stringify(
      {
        rows: [...this.#space.rows.values()],
        nodes: [...this.#space.nodes],
        now: this.#clock.now(),
        calls: this.calls,
        leases: this.#nodes.map((n) => [n.lease.id, n.lease.isHeld(), n.room]),
      },
      null,
      1,
    );
    const watch = this.#runnerOf(this.#store(), []).engine;
    void watch.start();
    const signals = this.script.filter(({ kind }) => kind === 'early signal').length;
    const started = this.#observer.start(this.#sagaClass, {} as never, { id: ID, delay: 1 }).then(async () => {
      for (let number = 0; number < signals; number++) await this.#observer.signal(ID, 'go', null);
    });
    await this.#clock.passUntil(() => this.#lookAfter(), PATIENCE);
    await started;
    for (const engine of [...this.#nodes, watch]) engine.stopTaking();
  }

  get outcome(): Omit<Run, 'keys'> {
    const { status, context } = this.#space.rows.get(ID)!;
    return { calls: this.calls, status, done: (JSON.parse(context) as Memory).done ?? 0 };
  }

  /** Sends the signal that the saga waits for, and says whether it has come to its end. */
  #lookAfter(): boolean {
    const row = this.#space.rows.get(ID);
    const isAwaited = row?.status === 'waiting' && row.waitingFor === 'go';
    if (isAwaited && (this.#space.signals.get(ID)?.length ?? 0) === takenBy(row.progress))
      void this.#observer.signal(ID, 'go', null);
    return row !== undefined && ENDS.has(row.status);
  }

  #open(): void {
    const life = new Life(this.#clock, NAP, () => this.#open());
    const mayDie = (point: string, step?: string) => this.#mayDie(life, point, step);
    const { engine } = this.#runnerOf(life.store(this.#store()), [this.#sagaClassOf(life)], mayDie);
    this.#nodes.push(engine);
    void engine.start();
  }

  #store(): MemorySagaStore {
    return new MemorySagaStore('memory:', this.#space, this.#clock);
  }

  /** The class as one node has it: its calls know whose life they are. */
  #sagaClassOf(life: Life): SagaClass {
    return scriptedSaga(this.script, this.#progress, async (method, call, { inDoubt, idempotencyKey }) => {
      this.calls.push(`${method}${inDoubt ? ' in doubt' : ''}`);
      this.keys.set(method, (this.keys.get(method) ?? new Set()).add(idempotencyKey));
      await this.#happen(life, call);
    });
  }

  async #happen(life: Life, { deed, fate }: Call): Promise<void> {
    if (deed.startsWith('cancel')) await this.#observer.cancel(ID, 'because').catch(() => undefined);
    if (fate === 'in') await life.die();
    else if (fate !== 'before') life.fate = fate;
  }

  #mayDie(life: Life, point: string, step: string | undefined): Promise<void> | undefined {
    if (point !== 'before-step' && point !== 'before-compensation') return undefined;
    const method = point === 'before-step' ? step! : step!.replace('step', 'undo');
    if (this.#progress.peek(method).fate !== 'before') return undefined;
    this.#progress.take(method);
    return life.die();
  }

  #runnerOf(
    store: MemorySagaStore | ReturnType<Life['store']>,
    sagaClasses: readonly SagaClass[],
    pausePoint?: (point: string, step?: string) => Promise<void> | undefined,
  ): { readonly runner: LedgerlineSagaRunner; readonly engine: SagaEngine } {
    const registry = new SagaRegistry(OPTIONS, false);
    registry.register(sagaClasses);
    registry.check();
    const instances = new Map(sagaClasses.map((sagaClass) => [sagaClass, new sagaClass()]));
    const engine = new SagaEngine({
      store,
      registry,
      options: OPTIONS,
      clock: this.#clock,
      instanceFor: ({ sagaClass }) => instances.get(sagaClass)!,
      ...(pausePoint ? { pausePoint: (point, _id, step) => pausePoint(point, step) } : {}),
    });
    return { runner: new LedgerlineSagaRunner(store, engine, registry, OPTIONS), engine };
  }
}

/** Signals that a saga has taken. */
function takenBy(progress: string): number {
  const { done = [] } = JSON.parse(progress) as { readonly done?: readonly { readonly signal?: number }[] };
  return done.filter(({ signal }) => signal !== undefined).length;
}

/** Runs a script with the real engine on a virtual clock. */
export async function runScript(script: Script): Promise<Run> {
  const run = new ScriptRun(script);
  await run.run();
  return { ...run.outcome, keys: run.keys };
}
