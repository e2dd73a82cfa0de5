import { eventually } from '@ledgerline/local-servers/testing';
import { NonRetryableError, Saga, SagaDelay, SagaRunner, SagaStep, SagaWait, type StepContext } from '@ledgerline/saga';
import { SAGA_ENGINES, sagaApp, sharedStorage, type SagaApp } from '../saga-support/saga-app.js';

interface Ctx {
  got?: number[];
  fails?: boolean;
}

let calls: string[] = [];

@Saga({ name: 'conversation', timeout: 0, maxRetries: 1 })
class ConversationSaga {
  @SagaWait({ signal: 'number' })
  async one(context: Ctx, payload: number) {
    context.got = [payload];
  }
  @SagaWait({ signal: 'number' })
  async two(context: Ctx, payload: number, step: StepContext) {
    if (step.attempt === 1) throw new Error('try again');
    context.got!.push(payload);
  }
  @SagaDelay(30)
  async pause(context: Ctx) {
    context.got!.push(0);
  }
}

@Saga({ name: 'child', timeout: 0, maxRetries: 0 })
class ChildSaga {
  @SagaStep({ compensate: 'undo' })
  async work(_context: Ctx) {
    calls.push('child');
  }
  async undo(_context: Ctx) {
    calls.push('undo child');
  }
  @SagaWait({ signal: 'go' })
  async wait(context: Ctx, payload: number) {
    if (context.fails) throw new NonRetryableError('child says no');
    context.got = [payload];
  }
}

@Saga({ name: 'parent', timeout: 0 })
class ParentSaga {
  constructor(private readonly runner: SagaRunner) {}
  @SagaStep({ compensate: 'undo' })
  async before(_context: Ctx) {
    calls.push('before');
  }
  async undo(_context: Ctx) {
    calls.push('undo before');
  }
  @SagaStep({ compensate: 'undoDelegate' })
  async delegate(context: Ctx) {
    calls.push('delegate');
    return this.runner.start(ChildSaga, { fails: context.fails });
  }
  async undoDelegate(_context: Ctx, step: StepContext) {
    calls.push(`undo delegate ${step.inDoubt}`);
  }
  @SagaStep()
  async after(_context: Ctx) {
    calls.push('after');
  }
}

describe.each(SAGA_ENGINES)('A saga that waits, on %s', (engine) => {
  let app: SagaApp;
  let storage: Awaited<ReturnType<typeof sharedStorage>>;
  beforeAll(async () => {
    storage = await sharedStorage(engine);
    app = await sagaApp({ storage: storage.url, sagas: [ConversationSaga, ChildSaga, ParentSaga] });
  });
  afterAll(async () => {
    await app.close();
    await storage.drop();
  });
  beforeEach(() => (calls = []));

  const isWaiting = (id: string, waitingFor: string) =>
    eventually(async () => expect(await app.runner.get(id)).toMatchObject({ status: 'waiting', waitingFor }));

  it('keeps a signal that comes early, counts one that is sent twice once, and takes them in order', async () => {
    const handle = await app.runner.start(ConversationSaga, {}, { delay: 100 });
    await app.runner.signal(handle.id, 'number', 1, { signalId: 'a' });
    await app.runner.signal(handle.id, 'number', 1, { signalId: 'a' });
    await app.runner.signal(handle.id, 'other', 9);
    await isWaiting(handle.id, 'number');
    await app.runner.signal(handle.id, 'number', 2);
    await expect(handle.result({ timeout: 5_000 })).resolves.toMatchObject({ status: 'completed', context: { got: [1, 2, 0] } });
  });

  it('a signal to nobody is a 404, to a saga that has ended a 409', async () => {
    await expect(app.runner.signal('nobody', 'number', 1)).rejects.toMatchObject({ status: 404 });
    const handle = await app.runner.start(ConversationSaga, {});
    await app.runner.cancel(handle.id);
    await handle.result({ timeout: 5_000 });
    await expect(app.runner.signal(handle.id, 'number', 1)).rejects.toMatchObject({ status: 409 });
  });

  it('a step that returns the handle of a saga is done when that saga is, and holds no place meanwhile', async () => {
    const handle = await app.runner.start(ParentSaga, {});
    const child = await eventually(async () => {
      const [view] = (await app.runner.list({ saga: 'child' })).items;
      expect(view).toMatchObject({ parent: handle.id, status: 'waiting' });
      return view!;
    });
    await eventually(async () =>
      expect(await app.runner.get(handle.id)).toMatchObject({ status: 'waiting', reason: expect.stringContaining(child.id) }),
    );
    await app.runner.signal(child.id, 'go', 7);
    await expect(handle.result({ timeout: 5_000 })).resolves.toMatchObject({ status: 'completed' });
    expect(calls).toEqual(['before', 'delegate', 'child', 'after']);
  });

  it('a child that fails fails its parent, which has nothing of it to undo', async () => {
    const handle = await app.runner.start(ParentSaga, { fails: true });
    const child = await eventually(async () => {
      const view = (await app.runner.list({ saga: 'child', status: 'waiting' })).items[0];
      expect(view).toBeDefined();
      return view!;
    });
    await app.runner.signal(child.id, 'go', 7);
    const result = await handle.result({ timeout: 5_000 });
    expect(result).toMatchObject({
      status: 'compensated',
      failedStep: 'delegate',
      error: { message: expect.stringContaining('child says no') },
    });
    expect(calls).toEqual(['before', 'delegate', 'child', 'undo child', 'undo before']);
  });

  it('a parent that is cancelled cancels its child, and waits for its end before it goes on', async () => {
    const handle = await app.runner.start(ParentSaga, {});
    await eventually(async () => expect((await app.runner.get(handle.id))?.status).toBe('waiting'));
    await eventually(async () => expect((await app.runner.list({ saga: 'child', status: 'waiting' })).items).toHaveLength(1));
    await app.runner.cancel(handle.id);
    await expect(handle.result({ timeout: 10_000 })).resolves.toMatchObject({ status: 'cancelled' });
    expect(calls).toEqual(['before', 'delegate', 'child', 'undo child', 'undo before']);
  });
});
