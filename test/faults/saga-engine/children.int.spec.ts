import { eventually } from '@ledgerline/local-servers/testing';
import { NonRetryableError, Saga, SagaRunner, SagaStep, SagaWait, type StepContext } from '@ledgerline/saga';
import { DataSource } from 'typeorm';
import { gate, SAGA_ENGINES, sagaApp, sharedStorage, type SagaApp } from '../saga-support/saga-app.js';

interface Ctx {
  /** What goes wrong, and where. */
  mode?: 'child stands' | 'parent fails later' | 'child is late';
}

let calls: string[] = [];
let started = gate();
let release = gate();
let isBroken = false;

@Saga({ name: 'child', timeout: 0, maxRetries: 0 })
class ChildSaga {
  @SagaStep({ compensate: 'undo' })
  async work(_context: Ctx) {
    calls.push('work');
  }
  async undo(_context: Ctx) {
    calls.push('undo work');
    if (isBroken) throw new Error('cannot undo');
  }
  @SagaWait({ signal: 'go' })
  async wait(context: Ctx, _payload: unknown) {
    if (context.mode === 'child stands') throw new NonRetryableError('child says no');
  }
}

@Saga({ name: 'parent', timeout: 0, maxRetries: 0 })
class ParentSaga {
  constructor(private readonly runner: SagaRunner) {}

  @SagaStep({ compensate: 'undoDelegate' })
  async delegate({ mode }: Ctx, step: StepContext) {
    const handle = await this.runner.start(ChildSaga, { mode }, { delay: mode === 'child is late' ? 3_600_000 : 0 });
    started.open();
    if (mode === undefined) await release.passed;
    calls.push(`delegate ${step.attempt}`);
    return handle;
  }
  async undoDelegate(_context: Ctx, step: StepContext) {
    calls.push(`undo delegate ${step.inDoubt} ${(step.result as { status?: string } | undefined)?.status}`);
  }
  @SagaStep()
  async after({ mode }: Ctx) {
    if (mode === 'parent fails later') throw new NonRetryableError('parent says no');
  }
}

@Saga({ name: 'beside-child', timeout: 0, maxRetries: 0 })
class BesideChildSaga {
  constructor(private readonly runner: SagaRunner) {}
  @SagaStep({ parallelWith: 'other' })
  async delegate(_context: Ctx) {
    return this.runner.start(ChildSaga, {});
  }
  @SagaStep()
  async other(_context: Ctx) {}
}

describe.each(SAGA_ENGINES)('Sagas that steps start and wait for, on %s', (engine) => {
  let app: SagaApp;
  let storage: Awaited<ReturnType<typeof sharedStorage>>;
  beforeAll(async () => {
    storage = await sharedStorage(engine);
    // Two places, so that parents which held theirs would keep their children from ever ending.
    app = await sagaApp({
      storage: storage.url,
      sagas: [ChildSaga, ParentSaga, BesideChildSaga],
      maxConcurrent: 2,
      abortGrace: 10_000,
    });
  });
  afterAll(async () => {
    await app.close();
    await storage.drop();
  });
  beforeEach(() => {
    calls = [];
    started = gate();
    release = gate();
    isBroken = false;
  });

  const patience = { timeout: 30_000 };
  const childOf = (parent: string) =>
    eventually(async () => {
      const child = (await app.runner.list({ saga: 'child' })).items.find((each) => each.parent === parent);
      expect(child).toBeDefined();
      return child!;
    }, patience);
  const rests = (id: string) => eventually(async () => expect((await app.runner.get(id))?.status).toBe('waiting'), patience);
  const ends = (id: string, status: string) =>
    eventually(async () => expect((await app.runner.get(id))?.status).toBe(status), patience);

  it('many parents that are cancelled together hold no place that their children need to end', async () => {
    release.open();
    const parents = await Promise.all(Array.from({ length: 6 }, () => app.runner.start(ParentSaga, {})));
    for (const { id } of parents) {
      await rests(id);
      await rests((await childOf(id)).id);
    }
    for (const { id } of parents) await app.runner.cancel(id);
    for (const { id } of parents) {
      await ends(id, 'cancelled');
      expect((await childOf(id)).status).toBe('cancelled');
    }
  }, 60_000);

  it('a child that a step has started is ended, too, when its parent is cancelled before the step has settled', async () => {
    const parent = await app.runner.start(ParentSaga, {});
    await started.passed;
    await app.runner.cancel(parent.id);
    release.open();
    await ends(parent.id, 'cancelled');
    expect(await childOf(parent.id)).toMatchObject({ status: 'cancelled' });
    expect(calls).not.toContain('undo delegate false completed');
  }, 60_000);

  it('a child that is cancelled before it begins ends its parent at once', async () => {
    const parent = await app.runner.start(ParentSaga, { mode: 'child is late' });
    await rests(parent.id);
    await app.runner.cancel((await childOf(parent.id)).id, 'not wanted');
    await ends(parent.id, 'compensated');
    expect(await app.runner.get(parent.id)).toMatchObject({ error: { message: expect.stringContaining('cancelled') } });
  }, 60_000);

  it('a child that is completed is undone by the compensation of its step, which is told its result', async () => {
    const parent = await app.runner.start(ParentSaga, { mode: 'parent fails later' });
    await app.runner.signal((await childOf(parent.id)).id, 'go');
    await ends(parent.id, 'compensated');
    expect(calls).toEqual(['work', 'delegate 1', 'undo delegate false completed'].sort(byCalls(calls)));
  }, 60_000);

  it('a parent whose child stands says so, and goes on when somebody has seen to it', async () => {
    isBroken = true;
    const parent = await app.runner.start(ParentSaga, { mode: 'child stands' });
    const child = await childOf(parent.id);
    await app.runner.signal(child.id, 'go');
    await ends(child.id, 'compensation-failed');
    await eventually(
      async () =>
        expect(await app.runner.get(parent.id)).toMatchObject({
          status: 'waiting',
          reason: expect.stringContaining('compensation-failed until somebody acts'),
        }),
      patience,
    );
    isBroken = false;
    await app.runner.retry(child.id);
    await ends(parent.id, 'compensated');
  }, 60_000);

  it('beside other steps a child cannot be waited for: the step fails with a reason, and is not tried again', async () => {
    const result = await app.runner.execute(BesideChildSaga, {});
    expect(result).toMatchObject({ failedStep: 'delegate', error: { code: 'INVALID_SAGA_DATA' } });
    expect(result.error!.message).toContain('SagaHandle');
  }, 60_000);

  if (engine === 'postgres')
    it('a child that is gone leaves its step in doubt', async () => {
      const parent = await app.runner.start(ParentSaga, { mode: 'parent fails later' });
      await rests(parent.id);
      const child = await childOf(parent.id);
      await rests(child.id);
      const source = await new DataSource({ type: 'postgres', url: storage.url }).initialize();
      await source.query('DELETE FROM ledgerline.sagas WHERE id = $1', [child.id]);
      await source.destroy();
      // What the end of a child does in its own write.
      await app.runner.signal(parent.id, child.id);
      await ends(parent.id, 'compensated');
      expect(calls.at(-1)).toBe('undo delegate true undefined');
    }, 60_000);
});

/** The child's work and its parent's step may be noted in either order; everything else is as given. */
function byCalls(actual: readonly string[]): (a: string, b: string) => number {
  return (a, b) => actual.indexOf(a) - actual.indexOf(b);
}
