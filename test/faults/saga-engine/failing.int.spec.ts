import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@ledgerline/local-servers/testing';
import { NonRetryableError, Saga, SagaStep, type StepContext } from '@ledgerline/saga';
import { SAGA_ENGINES, gate, sagaApp, sharedStorage, type SagaApp } from '../saga-support/saga-app.js';

class OutOfStock extends Error {}

interface Ctx {
  mode: string;
  tries?: number;
  note?: string;
}

let calls: string[] = [];
let failures = 0;
let held = gate();
const seen: StepContext[] = [];

@Saga({ name: 'failing', maxRetries: 2, timeout: 0 })
class FailingSaga {
  @SagaStep({ compensate: 'undoFirst' })
  async first(context: Ctx, _step: StepContext) {
    calls.push('first');
    context.note = 'first';
    return 'kept';
  }
  async undoFirst(_context: Ctx, step: StepContext) {
    calls.push(`undoFirst ${step.inDoubt} ${String(step.result)}`);
    if (failures-- > 0) throw new Error('cannot undo');
  }

  @SagaStep({ compensate: 'undoSecond', timeout: 100, retryIf: (error) => !(error instanceof OutOfStock) })
  async second(context: Ctx, step: StepContext): Promise<unknown> {
    calls.push(`second ${step.attempt}`);
    seen.push(step);
    context.tries = (context.tries ?? 0) + 1;
    switch (context.mode) {
      case 'flaky':
        if (step.attempt < 3) throw new Error('not yet');
        return undefined;
      case 'broken':
        throw new Error('broken');
      case 'refused':
        throw new OutOfStock('none left');
      case 'last piece':
        if (step.attempt === 1) return pause(10_000, undefined, { signal: step.signal });
        throw new OutOfStock('none left');
      case 'deaf':
        return step.attempt === 1 ? held.passed : undefined;
      case 'unstorable':
        return { amount: 10n };
      case 'huge':
        context.note = 'x'.repeat(200_000);
        return undefined;
      default:
        return undefined;
    }
  }
  async undoSecond(_context: Ctx, step: StepContext) {
    calls.push(`undoSecond ${step.inDoubt}`);
  }

  @SagaStep()
  async third(context: Ctx) {
    if (context.mode === 'third fails') throw new NonRetryableError('no');
  }
}

@Saga({ name: 'independent', maxRetries: 0 })
class IndependentSaga {
  @SagaStep({ compensate: 'refund' })
  async charge(_context: { a: number }) {}
  async refund(_context: { a: number }) {
    calls.push('refund');
  }
  @SagaStep({ compensate: 'unmail', independent: true })
  async mail(_context: { a: number }) {}
  async unmail(_context: { a: number }) {
    calls.push('unmail');
    if (failures-- > 0) throw new Error('no mail');
  }
  @SagaStep()
  async refuse(_context: { a: number }) {
    throw new NonRetryableError('no');
  }
}

describe.each(SAGA_ENGINES)('A saga that fails, on %s', (engine) => {
  let app: SagaApp;
  let storage: Awaited<ReturnType<typeof sharedStorage>>;
  beforeAll(async () => {
    storage = await sharedStorage(engine);
    app = await sagaApp({
      storage: storage.url,
      sagas: [FailingSaga, IndependentSaga],
      abortGrace: 50,
      maxContextBytes: 100_000,
    });
  });
  afterAll(async () => {
    await app.close();
    await storage.drop();
  });
  beforeEach(() => {
    calls = [];
    failures = 0;
    seen.length = 0;
    held = gate();
  });

  it('tries a step again under one key, and keeps nothing of a failed attempt', async () => {
    const result = await app.runner.execute(FailingSaga, { mode: 'flaky' });
    expect(result).toMatchObject({ status: 'completed', context: { tries: 1 } });
    expect(result.error).toBeUndefined();
    expect(calls).toEqual(['first', 'second 1', 'second 2', 'second 3']);
    expect(new Set(seen.map((step) => step.idempotencyKey)).size).toBe(1);
  });

  it('compensates in reverse order when the attempts are used up, the doubtful step first and told so', async () => {
    const result = await app.runner.execute(FailingSaga, { mode: 'broken' });
    expect(result).toMatchObject({ status: 'compensated', failedStep: 'second', error: { name: 'Error', message: 'broken' } });
    expect(calls.slice(4)).toEqual(['undoSecond true', 'undoFirst false kept']);
  });

  it('does not try again, and does not compensate, what retryIf calls a refusal', async () => {
    await expect(app.runner.execute(FailingSaga, { mode: 'refused' })).resolves.toMatchObject({ error: { name: 'OutOfStock' } });
    expect(calls).toEqual(['first', 'second 1', 'undoFirst false kept']);
  });

  it('doubt is sticky: a refusal after an attempt that timed out is compensated', async () => {
    await app.runner.execute(FailingSaga, { mode: 'last piece' });
    expect(calls).toEqual(['first', 'second 1', 'second 2', 'undoSecond true', 'undoFirst false kept']);
  });

  it('drops the late result of an attempt that ignores its signal', async () => {
    const result = await app.runner.execute(FailingSaga, { mode: 'deaf' });
    held.open();
    expect(result).toMatchObject({ status: 'completed', context: { tries: 1 } });
    expect(seen[0]!.signal.aborted).toBe(true);
    const attempts = await app.runner.history(result.id);
    expect(attempts.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      'first ok',
      'second timeout',
      'second ok',
      'third ok',
    ]);
  });

  it.each(['unstorable', 'huge'])('a result that cannot be stored (%s) is undone, and never tried again', async (mode) => {
    const result = await app.runner.execute(FailingSaga, { mode });
    expect(result).toMatchObject({ status: 'compensated', failedStep: 'second', error: { name: 'InvalidSagaDataException' } });
    expect(result.error!.message).toMatch(mode === 'huge' ? /"note" takes/ : /"amount" is a bigint/);
    expect(calls).toEqual(['first', 'second 1', 'undoSecond true', 'undoFirst false kept']);
  });

  it('S7 a compensation that fails for good is seen, and retry goes on with it', async () => {
    failures = 4;
    const result = await app.runner.execute(FailingSaga, { mode: 'third fails' });
    expect(result).toMatchObject({ status: 'compensation-failed', success: false, error: { message: 'no' } });
    const view = await app.runner.get(result.id);
    expect(view).toMatchObject({
      stepsToCompensate: ['first'],
      stepsCompensated: ['second'],
      reason: expect.stringContaining('cannot undo'),
    });
    await app.runner.retry(result.id);
    await eventually(async () => expect((await app.runner.get(result.id))?.status).toBe('compensated'));
    await expect(app.runner.retry(result.id)).rejects.toMatchObject({ status: 409 });
  });

  it('S7 a compensation that was mended by hand is skipped', async () => {
    failures = 1_000;
    const { id } = await app.runner.execute(FailingSaga, { mode: 'third fails' });
    await app.runner.retry(id, { skip: true });
    await expect(app.runner.get(id)).resolves.toMatchObject({ status: 'compensated', stepsToCompensate: [] });
  });

  it('an independent compensation holds up no other, and is tried again by retryAll', async () => {
    failures = 1;
    const result = await app.runner.execute(IndependentSaga, { a: 1 });
    expect(result.status).toBe('compensation-failed');
    expect(calls).toEqual(['unmail', 'refund']);
    await expect(app.runner.retryAll({ saga: 'independent' })).resolves.toBe(1);
    await eventually(async () => expect((await app.runner.get(result.id))?.status).toBe('compensated'));
    expect(calls).toEqual(['unmail', 'refund', 'unmail']);
  });
});
