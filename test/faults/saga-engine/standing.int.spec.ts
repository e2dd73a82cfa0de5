import { eventually } from '@ledgerline/local-servers/testing';
import { Saga, SagaStep, type StepContext } from '@ledgerline/saga';
import { DataSource } from 'typeorm';
import { SAGA_ENGINES, sagaApp, sharedStorage, type SagaApp } from '../saga-support/saga-app.js';

interface Ctx {
  readonly mode?: string;
  note?: unknown;
}

let keys: string[] = [];

@Saga({ name: 'batch', timeout: 0, maxRetries: 0, retryDelay: 5_000 })
class BatchSaga {
  @SagaStep({ compensate: 'undo' })
  async one(context: Ctx, step: StepContext): Promise<unknown> {
    keys.push(step.idempotencyKey);
    switch (context.mode) {
      case 'NUL in the context':
        context.note = 'a\0b';
        return undefined;
      case 'lone surrogate in the result':
        return { note: '\uD800' };
      case 'NUL in the error':
        throw new Error('a\0b \uD800');
      case 'an error of 10 MB':
        throw new Error('x'.repeat(10_000_000));
      case 'a BigInt':
        return { amount: 10n };
      case 'a cycle':
        context.note = context;
        return undefined;
      default:
        return undefined;
    }
  }
  async undo(_context: Ctx) {}

  @SagaStep()
  async two(_context: Ctx) {}
}

@Saga({ name: 'far', timeout: 0, maxRetries: 1, retryDelay: 3_600_000 })
class FarSaga {
  @SagaStep()
  async left(_context: Ctx) {
    throw new Error('not yet');
  }
  @SagaStep({ parallelWith: 'left' })
  async right(_context: Ctx) {}
}

@Saga({ name: 'careless', timeout: 0, maxRetries: 1, retryDelay: 0 })
class CarelessSaga {
  @SagaStep({
    retryIf: () => {
      throw new Error('retryIf is broken');
    },
  })
  async one(_context: Ctx, { attempt }: StepContext) {
    if (attempt === 1) throw new Error('not yet');
  }
}

const POISONS = [
  'NUL in the context',
  'lone surrogate in the result',
  'NUL in the error',
  'an error of 10 MB',
  'a BigInt',
  'a cycle',
];

describe.each(SAGA_ENGINES)('Sagas that go wrong among others, on %s', (engine) => {
  let app: SagaApp;
  let storage: Awaited<ReturnType<typeof sharedStorage>>;
  beforeAll(async () => {
    storage = await sharedStorage(engine);
    app = await sagaApp({ storage: storage.url, sagas: [BatchSaga, FarSaga, CarelessSaga] });
  });
  afterAll(async () => {
    await app.close();
    await storage.drop();
  });
  beforeEach(() => (keys = []));

  it('values that no database keeps come to the ends that they should, and the others of their batch with them', async () => {
    const modes = Array.from({ length: 60 }, (_, index) => POISONS[index / 10] ?? 'well');
    const results = await Promise.all(modes.map((mode) => app.runner.execute(BatchSaga, { mode })));
    const ends = results.map(({ status, error }, index) => `${modes[index]}: ${status}${error?.code ? ` ${error.code}` : ''}`);
    expect(new Set(ends)).toEqual(
      new Set([
        'NUL in the context: completed',
        'lone surrogate in the result: completed',
        'NUL in the error: compensated',
        'an error of 10 MB: compensated',
        'a BigInt: compensated INVALID_SAGA_DATA',
        'a cycle: compensated INVALID_SAGA_DATA',
        'well: completed',
      ]),
    );
    // Each effect happened once, whatever became of it.
    expect(new Set(keys).size).toBe(60);
    expect(keys).toHaveLength(60);
  }, 60_000);

  it('parallel steps that are tried again much later wait in the store', async () => {
    const { id } = await app.runner.start(FarSaga, {});
    await eventually(async () =>
      expect(await app.runner.get(id)).toMatchObject({
        status: 'waiting',
        stepsCompleted: ['right'],
        attempts: { left: 1 },
        reason: expect.stringContaining('"left"'),
      }),
    );
    await app.runner.cancel(id);
    await eventually(async () => expect((await app.runner.get(id))?.status).toBe('cancelled'));
  }, 60_000);

  it('a retryIf that throws counts as one that says yes', async () => {
    await expect(app.runner.execute(CarelessSaga, {})).resolves.toMatchObject({ status: 'completed' });
  });

  it('a status, date or limit that is none is a 400 that names it', async () => {
    await expect(app.runner.list({ status: 'broken' as never })).rejects.toMatchObject({ status: 400 });
    await expect(app.runner.list({ since: new Date('nonsense') })).rejects.toMatchObject({ status: 400 });
    await expect(app.runner.list({ limit: 0 })).rejects.toMatchObject({ status: 400 });
  });

  it('finished sagas are deleted when they are old, and a new one under the same id has other keys', async () => {
    const own = await sharedStorage(engine);
    const short = await sagaApp({ storage: own.url, sagas: [BatchSaga], retention: 200 });
    await short.runner.execute(BatchSaga, {}, { id: 'again' });
    await eventually(async () => expect(await short.runner.get('again')).toBeNull(), { timeout: 30_000 });
    expect(await short.runner.history('again')).toEqual([]);
    await short.runner.execute(BatchSaga, { mode: 'another' }, { id: 'again' });
    expect(new Set(keys).size).toBe(2);
    await short.close();
    await own.drop();
  }, 60_000);

  if (engine === 'postgres')
    it('one that cannot be read is set aside, and those around it run', async () => {
      const ids = ['first', 'unreadable', 'third'];
      const starts = ids.map((id) => app.runner.start(BatchSaga, {}, { id, delay: 1_500 }));
      await Promise.all(starts);
      const source = await new DataSource({ type: 'postgres', url: storage.url }).initialize();
      await source.query(`UPDATE ledgerline.sagas SET progress = '{"done":5}' WHERE id = 'unreadable'`);
      const is = (id: string, view: object) =>
        eventually(async () => expect(await app.runner.get(id).catch(() => null)).toMatchObject(view), { timeout: 30_000 });
      await is('first', { status: 'completed' });
      await is('third', { status: 'completed' });
      const standing = () => source.query(`SELECT status, error->>'code' AS code FROM ledgerline.sagas WHERE id = 'unreadable'`);
      await eventually(async () => expect(await standing()).toEqual([{ status: 'stopped', code: 'SAGA_HALTED' }]));
      await source.query(`UPDATE ledgerline.sagas SET progress = '{}' WHERE id = 'unreadable'`);
      await app.runner.retry('unreadable');
      await is('unreadable', { status: 'completed' });
      await source.destroy();
    }, 60_000);
});
