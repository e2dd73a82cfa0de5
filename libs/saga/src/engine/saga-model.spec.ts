import { Logger } from '@nestjs/common';
import { systemClock } from '@ledgerline/storage';
import * as fc from 'fast-check';
import { MemorySagas } from '../backends/memory/memory-sagas.js';
import { MemorySagaStore } from '../backends/memory/memory-saga-store.js';
import { SagaRegistry } from '../definition/saga-registry.js';
import { Saga } from '../definition/saga.decorator.js';
import { SagaStep } from '../definition/saga-step.decorator.js';
import type { StepContext } from '../definition/step-context.js';
import { NonRetryableError } from '../exceptions/non-retryable.error.js';
import { LedgerlineSagaRunner } from '../ledgerline-saga-runner.js';
import { resolveSagaOptions } from '../saga-module-options.js';
import { SagaEngine } from './saga-engine.js';

/** What happens at one call of a step or compensation; what is not scripted goes well. */
type Happening = 'ok' | 'throw' | 'refuse' | 'crash before' | 'crash after' | 'cancel, ok' | 'cancel, throw';

interface StepScript {
  readonly calls: readonly Happening[];
  readonly undo: readonly Happening[] | undefined;
  readonly maxRetries: number;
}

type Script = readonly StepScript[];

/** The reference: what is called in which order, and the end; straight from the promises, with no regard to how the engine is made. */
function reference(script: Script): { calls: string[]; status: string } {
  const calls: string[] = [];
  const done: number[] = [];
  let doubt: number | undefined;
  let bad: 'compensated' | 'cancelled' | undefined;
  forwards: for (const [index, { calls: happenings, maxRetries }] of script.entries()) {
    let isDoubtful = false;
    let failures = 0;
    for (let call = 0; ; call++) {
      const happening = happenings[call] ?? 'ok';
      if (happening !== 'crash before') calls.push(`step${index}`);
      if (happening === 'ok') break;
      if (happening === 'cancel, ok') {
        done.push(index);
        bad = 'cancelled';
        break forwards;
      }
      if (happening !== 'refuse') isDoubtful = true;
      if (happening === 'cancel, throw') bad = 'cancelled';
      if (happening === 'refuse' || (happening === 'throw' && ++failures > maxRetries)) bad = 'compensated';
      if (bad === undefined) continue;
      if (isDoubtful) doubt = index;
      break forwards;
    }
    done.push(index);
  }
  if (bad === undefined) return { calls, status: 'completed' };
  const plan = [...(doubt === undefined ? [] : [doubt]), ...done.reverse()];
  for (const index of plan) {
    const { undo, maxRetries } = script[index]!;
    if (!undo) continue;
    let failures = 0;
    for (let call = 0; ; call++) {
      const happening = undo[call] ?? 'ok';
      if (happening !== 'crash before') calls.push(`undo${index}${index === doubt ? ' in doubt' : ''}`);
      if (happening === 'ok' || happening === 'cancel, ok') break;
      const isFailure = happening === 'throw' || happening === 'refuse' || happening === 'cancel, throw';
      if (isFailure && (happening === 'refuse' || ++failures > maxRetries)) return { calls, status: 'compensation-failed' };
    }
  }
  return { calls, status: bad };
}

/** The engine: nodes in one memory space, one after another; a crashed one never says anything more. */
async function engine(script: Script): Promise<{ calls: string[]; status: string; keys: Map<string, Set<string>> }> {
  const space = new MemorySagas();
  const calls: string[] = [];
  const keys = new Map<string, Set<string>>();
  const numbers = new Map<string, number>();
  let node!: Node;
  const crash = (): Promise<never> => {
    space.nodes.get(node.engine.lease.id)!.isDead = true;
    node = openNode();
    void node.engine.start();
    return new Promise<never>(() => undefined);
  };
  const happeningAt = (method: string, isPeek: boolean): Happening => {
    const [, kind, index] = /^(step|undo)(\d+)$/.exec(method)!;
    const number = numbers.get(method) ?? 0;
    if (!isPeek) numbers.set(method, number + 1);
    const { calls: forwards, undo = [] } = script[Number(index)]!;
    return (kind === 'step' ? forwards : undo)[number] ?? 'ok';
  };
  class ModelSaga {}
  const perform = (method: string) =>
    async function (_context: object, step: StepContext): Promise<void> {
      const happening = happeningAt(method, false);
      calls.push(`${method}${step.inDoubt ? ' in doubt' : ''}`);
      keys.set(method, (keys.get(method) ?? new Set()).add(step.idempotencyKey));
      if (happening.startsWith('cancel')) await node.runner.cancel('model', 'because').catch(() => undefined);
      if (happening === 'crash after') await crash();
      if (happening === 'refuse') throw new NonRetryableError('refused');
      if (happening.endsWith('throw')) throw new Error('thrown');
    };
  for (const [index, { undo, maxRetries }] of script.entries()) {
    for (const method of [`step${index}`, `undo${index}`])
      Object.defineProperty(ModelSaga.prototype, method, { value: perform(method), configurable: true });
    const options = { maxRetries, ...(undo ? { compensate: `undo${index}` } : {}) };
    SagaStep(options as never)(ModelSaga.prototype as never, `step${index}`, {} as never);
  }
  Saga({ name: 'model', timeout: 0 })(ModelSaga);

  interface Node {
    readonly engine: SagaEngine;
    readonly runner: LedgerlineSagaRunner;
  }
  const options = resolveSagaOptions({ retryDelay: 0, leaseTerm: 60_000, jitter: false, abortGrace: 1_000 });
  function openNode(): Node {
    const store = new MemorySagaStore('memory:', space, systemClock);
    const registry = new SagaRegistry(options, false);
    registry.register([ModelSaga]);
    registry.check();
    const pausePoint = (point: string, _id: string, step?: string): Promise<void> | void => {
      if (point !== 'before-step' && point !== 'before-compensation') return;
      const method = point === 'before-step' ? step! : step!.replace('step', 'undo');
      if (happeningAt(method, true) !== 'crash before') return;
      happeningAt(method, false);
      return crash();
    };
    const opened = new SagaEngine({
      store,
      registry,
      options,
      clock: systemClock,
      instanceFor: () => new ModelSaga(),
      pausePoint,
    });
    return { engine: opened, runner: new LedgerlineSagaRunner(store, opened, registry, options) };
  }
  node = openNode();
  await node.engine.start();
  await node.runner.start(ModelSaga as never, {} as never, { id: 'model' });
  for (;;) {
    const view = await node.runner.get('model');
    if (view && !['pending', 'running', 'waiting', 'compensating'].includes(view.status)) {
      node.engine.stopTaking();
      return { calls, status: view.status, keys };
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const forwards = fc.constantFrom<Happening>(
  'ok',
  'ok',
  'throw',
  'throw',
  'refuse',
  'crash before',
  'crash after',
  'cancel, ok',
  'cancel, throw',
);
const backwards = fc.constantFrom<Happening>(
  'ok',
  'throw',
  'throw',
  'refuse',
  'crash before',
  'crash after',
  'cancel, ok',
  'cancel, throw',
);
const scripts: fc.Arbitrary<Script> = fc.array(
  fc.record({
    calls: fc.array(forwards, { maxLength: 3 }),
    undo: fc.option(fc.array(backwards, { maxLength: 3 }), { nil: undefined, freq: 4 }),
    maxRetries: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 1, maxLength: 4 },
);

const RUNS = 1_000;

describe('S1, S2, S3 the engine against a reference of the promises', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it(`calls steps and compensations in the same order and comes to the same end, over ${RUNS} sagas with failures, cancels and crashes`, async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const { keys, ...actual } = await engine(script);
        expect(actual).toEqual(reference(script));
        // Whoever makes a call and however often, its key is one.
        for (const [, used] of keys) expect(used.size).toBe(1);
      }),
      { numRuns: RUNS },
    );
  }, 120_000);
});
