import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@ledgerline/local-servers/testing';
import { Saga, SagaStep, SagaWait, type StepContext } from '@ledgerline/saga';
import { SAGA_ENGINES, sagaApp, sharedStorage, type SagaApp } from '../saga-support/saga-app.js';

interface Ctx {
  wait?: number;
  deaf?: boolean;
}

let calls: string[] = [];

@Saga({ name: 'slow', timeout: 300, maxRetries: 0 })
class SlowSaga {
  @SagaStep({ compensate: 'undoFirst' })
  async first(_context: Ctx) {
    calls.push('first');
  }
  async undoFirst(_context: Ctx, step: StepContext) {
    calls.push(`undoFirst ${step.signal.aborted}`);
  }
  @SagaStep({ compensate: 'undoSecond' })
  async second(context: Ctx, step: StepContext) {
    calls.push('second');
    await pause(context.wait, undefined, context.deaf ? {} : { signal: step.signal });
  }
  async undoSecond(_context: Ctx, step: StepContext) {
    calls.push(`undoSecond ${step.inDoubt}`);
  }
}

@Saga({ name: 'patient', timeout: 400 })
class PatientSaga {
  @SagaStep({ compensate: 'undoFirst' })
  async first(_context: Ctx) {
    calls.push('first');
  }
  async undoFirst(_context: Ctx) {
    calls.push('undoFirst');
  }
  @SagaWait({ signal: 'never' })
  async wait(_context: Ctx, _payload: unknown) {}
}

@Saga({ name: 'limited', timeout: 0 })
class LimitedSaga {
  @SagaWait({ signal: 'never', timeout: 100 })
  async wait(_context: Ctx, _payload: unknown) {}
}

describe.each(SAGA_ENGINES)('A saga that ends early, on %s', (engine) => {
  let app: SagaApp;
  let storage: Awaited<ReturnType<typeof sharedStorage>>;
  beforeAll(async () => {
    storage = await sharedStorage(engine);
    app = await sagaApp({ storage: storage.url, sagas: [SlowSaga, PatientSaga, LimitedSaga], abortGrace: 500 });
  });
  afterAll(async () => {
    await app.close();
    await storage.drop();
  });
  beforeEach(() => (calls = []));

  it('S6 past its limit it is aborted and compensated, the step under way as one in doubt', async () => {
    const result = await app.runner.execute(SlowSaga, { wait: 60_000 });
    expect(result).toMatchObject({
      status: 'timed-out',
      success: false,
      error: { name: 'SagaTimeoutException' },
      stepsCompleted: ['first'],
    });
    expect(calls).toEqual(['first', 'second', 'undoSecond true', 'undoFirst false']);
  });

  it('S6 past its limit it never completes, even if its last step settles well meanwhile', async () => {
    const result = await app.runner.execute(SlowSaga, { wait: 500, deaf: true });
    expect(result).toMatchObject({ status: 'timed-out', stepsCompleted: ['first', 'second'] });
    expect(calls).toEqual(['first', 'second', 'undoSecond false', 'undoFirst false']);
  });

  it('S6 its limit counts while it waits, too', async () => {
    await expect(app.runner.execute(PatientSaga, {})).resolves.toMatchObject({ status: 'timed-out' });
    expect(calls).toEqual(['first', 'undoFirst']);
  });

  it('S6 a wait that gets no signal in time fails its saga', async () => {
    const result = await app.runner.execute(LimitedSaga, {});
    expect(result).toMatchObject({ status: 'compensated', failedStep: 'wait', error: { name: 'StepTimeoutException' } });
  });

  it('S3 a cancel aborts the step that runs, and compensates it as one in doubt', async () => {
    const handle = await app.runner.start(SlowSaga, { wait: 60_000 });
    await eventually(() => calls.includes('second'));
    await app.runner.cancel(handle.id, 'changed my mind');
    await expect(handle.result()).resolves.toMatchObject({ status: 'cancelled', stepsCompleted: ['first'] });
    expect(calls).toEqual(['first', 'second', 'undoSecond true', 'undoFirst false']);
    await expect(app.runner.get(handle.id)).resolves.toMatchObject({ status: 'cancelled' });
  });

  it('S3 a cancel wakes a saga that waits', async () => {
    const handle = await app.runner.start(PatientSaga, {});
    await eventually(async () => expect((await app.runner.get(handle.id))?.status).toBe('waiting'));
    await app.runner.cancel(handle.id);
    await expect(handle.result({ timeout: 5_000 })).resolves.toMatchObject({ status: 'cancelled' });
    expect(calls).toEqual(['first', 'undoFirst']);
  });

  it('S3 a cancel ends a saga that has not begun, at once', async () => {
    const handle = await app.runner.start(SlowSaga, {}, { delay: 60_000 });
    await app.runner.cancel(handle.id, 'not needed');
    await expect(app.runner.get(handle.id)).resolves.toMatchObject({ status: 'cancelled', reason: 'Cancelled: not needed' });
    await expect(handle.result({ timeout: 3_000 })).resolves.toMatchObject({ status: 'cancelled', stepsCompleted: [] });
    expect(calls).toEqual([]);
  });

  it('a cancel of nothing is a 404, and of what has ended a 409', async () => {
    await expect(app.runner.cancel('nobody')).rejects.toMatchObject({ status: 404, code: 'SAGA_NOT_FOUND' });
    const { id } = await app.runner.execute(SlowSaga, { wait: 1 });
    await expect(app.runner.cancel(id)).rejects.toMatchObject({ status: 409, code: 'SAGA_CONFLICT' });
  });

  it('a caller who waits no longer gets a 504, and the saga goes on', async () => {
    const handle = await app.runner.start(SlowSaga, { wait: 200 });
    await expect(handle.result({ timeout: 20 })).rejects.toMatchObject({ status: 504, code: 'SAGA_TIMEOUT' });
    await expect(handle.result()).resolves.toMatchObject({ status: 'completed' });
  });
});
