import { setTimeout as pause } from 'node:timers/promises';
import { NonRetryableError, Saga, SagaStep, type StepContext } from '@ledgerline/saga';
import { SAGA_ENGINES, sagaApp, sharedStorage, type SagaApp } from '../saga-support/saga-app.js';

interface Ctx {
  mode: string;
  a?: number;
  b?: number;
  both?: string;
}

let calls: string[] = [];

@Saga({ name: 'beside', maxRetries: 0 })
class BesideSaga {
  @SagaStep({ compensate: 'undoA' })
  async stepA(context: Ctx) {
    await pause(10);
    context.a = 1;
    if (context.mode === 'clash') context.both = 'a';
    calls.push('a');
  }
  async undoA(_context: Ctx, step: StepContext) {
    calls.push(`undo a ${step.inDoubt}`);
  }
  @SagaStep({ compensate: 'undoB', parallelWith: 'stepA' })
  async stepB(context: Ctx, step: StepContext) {
    await pause(context.mode === 'fails' ? 30_000 : 40, undefined, { signal: step.signal });
    context.b = 2;
    if (context.mode === 'clash') context.both = 'b';
    calls.push('b');
  }
  async undoB(_context: Ctx, step: StepContext) {
    calls.push(`undo b ${step.inDoubt}`);
  }
  @SagaStep({ compensate: 'undoC', parallelWith: 'stepB' })
  async stepC(context: Ctx) {
    await pause(20);
    if (context.mode === 'fails') throw new NonRetryableError('c says no');
    calls.push('c');
  }
  async undoC(_context: Ctx) {
    calls.push('undo c');
  }
  @SagaStep()
  async last(context: Ctx) {
    calls.push(`last ${context.a} ${context.b}`);
  }
}

describe.each(SAGA_ENGINES)('Steps beside each other, on %s', (engine) => {
  let app: SagaApp;
  let storage: Awaited<ReturnType<typeof sharedStorage>>;
  beforeAll(async () => {
    storage = await sharedStorage(engine);
    app = await sagaApp({ storage: storage.url, sagas: [BesideSaga] });
  });
  afterAll(async () => {
    await app.close();
    await storage.drop();
  });
  beforeEach(() => (calls = []));

  it('run at one time, and what each changed is merged', async () => {
    const result = await app.runner.execute(BesideSaga, { mode: 'well' });
    expect(result).toMatchObject({
      status: 'completed',
      context: { a: 1, b: 2 },
      stepsCompleted: ['stepA', 'stepC', 'stepB', 'last'],
    });
    expect(calls).toEqual(['a', 'c', 'b', 'last 1 2']);
  });

  it('of which two change one key are an error that names both and the key', async () => {
    const result = await app.runner.execute(BesideSaga, { mode: 'clash' });
    expect(result).toMatchObject({ status: 'compensated', failedStep: 'stepB', error: { code: 'SAGA_CONTEXT_CLASH' } });
    expect(result.error!.message).toMatch(/"stepA" and "stepB".*"both"/);
    expect(calls).toEqual(['a', 'c', 'b', 'undo b true', 'undo c', 'undo a false']);
  });

  it('of which one fails: the others are aborted and awaited, the doubtful one is undone first', async () => {
    const result = await app.runner.execute(BesideSaga, { mode: 'fails' });
    expect(result).toMatchObject({
      status: 'compensated',
      failedStep: 'stepC',
      error: { message: 'c says no' },
      stepsCompleted: ['stepA'],
    });
    expect(calls).toEqual(['a', 'undo b true', 'undo a false']);
  });
});
