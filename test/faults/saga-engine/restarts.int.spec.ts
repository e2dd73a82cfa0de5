import { availableDatabases, eventually, FaultProxy, freshDatabase, type DatabaseKind } from '@ledgerline/local-servers/testing';
import { Saga, SagaDelay, SagaStep, SagaWait, type SagaClass, type StepContext } from '@ledgerline/saga';
import { DataSource } from 'typeorm';
import { ownServer, SAGA_ENGINES, sagaApp, sharedStorage } from '../saga-support/saga-app.js';

interface Ctx {
  tries?: number;
  got?: unknown;
}

let calls: string[] = [];
let fails = true;

@Saga({ name: 'long', timeout: 0, maxRetries: 5, retryDelay: 1_500, backoff: 1 })
class LongSaga {
  @SagaStep()
  async flaky(_context: Ctx, step: { attempt: number }) {
    calls.push(`flaky ${step.attempt}`);
    if (fails) throw new Error('not yet');
  }
  @SagaDelay(400)
  async pause(_context: Ctx) {
    calls.push('pause');
  }
  @SagaWait({ signal: 'go' })
  async wait(context: Ctx, payload: unknown) {
    context.got = payload;
  }
}

@Saga({ name: 'deadline', timeout: 1_000 })
class DeadlineSaga {
  @SagaStep({ compensate: 'undo' })
  async first(_context: Ctx) {}
  async undo(_context: Ctx) {
    calls.push('undo');
  }
  @SagaWait({ signal: 'never' })
  async wait(_context: Ctx, _payload: unknown) {}
}

function version(steps: readonly string[], number: number): SagaClass {
  class Versioned {}
  for (const step of steps) {
    Object.defineProperty(Versioned.prototype, step, { value: async () => void calls.push(step) });
    SagaStep()(Versioned.prototype as never, step, {} as never);
  }
  Object.defineProperty(Versioned.prototype, 'wait', { value: async () => undefined });
  SagaWait({ signal: 'go' })(Versioned.prototype as never, 'wait', {} as never);
  Saga({ name: 'versioned', version: number, timeout: 0 })(Versioned);
  return Versioned;
}

describe.each(SAGA_ENGINES)('Sagas over restarts, on %s', (engine) => {
  let storage: Awaited<ReturnType<typeof sharedStorage>>;
  beforeAll(async () => (storage = await sharedStorage(engine)));
  afterAll(() => storage.drop());
  beforeEach(() => (calls = []));

  it('S6 the count of attempts, delays and waits survive them', async () => {
    const open = () => sagaApp({ storage: storage.url, sagas: [LongSaga] });
    // In memory the space lives as long as somebody holds it.
    const holder = await sagaApp({ storage: storage.url, sagas: [] });
    fails = true;
    let app = await open();
    const { id } = await app.runner.start(LongSaga, {});
    await eventually(async () => expect(await app.runner.get(id)).toMatchObject({ status: 'waiting', attempts: { flaky: 1 } }));
    await app.close();
    fails = false;
    app = await open();
    await eventually(async () =>
      expect(await app.runner.get(id)).toMatchObject({ status: 'waiting', stepsCompleted: ['flaky'] }),
    );
    await app.close();
    app = await open();
    await eventually(async () => expect(await app.runner.get(id)).toMatchObject({ status: 'waiting', waitingFor: 'go' }));
    expect(calls).toEqual(['flaky 1', 'flaky 2', 'pause']);
    await holder.runner.signal(id, 'go', 'on');
    await eventually(async () =>
      expect(await holder.runner.get(id)).toMatchObject({ status: 'completed', context: { got: 'on' } }),
    );
    await app.close();
    await holder.close();
  }, 60_000);

  it('S6 a deadline that passes while no node is there is kept', async () => {
    const holder = await sagaApp({ storage: storage.url, sagas: [] });
    const app = await sagaApp({ storage: storage.url, sagas: [DeadlineSaga] });
    const { id } = await app.runner.start(DeadlineSaga, {});
    await eventually(async () => expect((await app.runner.get(id))?.status).toBe('waiting'));
    await app.close();
    await eventually(async () => expect((await holder.runner.get(id))!.deadline!.getTime()).toBeLessThan(Date.now()));
    const again = await sagaApp({ storage: storage.url, sagas: [DeadlineSaga] });
    await eventually(async () => expect((await again.runner.get(id))?.status).toBe('timed-out'));
    expect(calls).toEqual(['undo']);
    await again.close();
    await holder.close();
  }, 60_000);

  it('a saga whose step the code no longer has stands, visibly, and goes on when it has it again', async () => {
    const holder = await sagaApp({ storage: storage.url, sagas: [] });
    const deploy = (sagaClass: SagaClass) => sagaApp({ storage: storage.url, sagas: [sagaClass] });
    const first = version(['a', 'b'], 1);
    let app = await deploy(first);
    const { id } = await app.runner.start(first, {} as never);
    await eventually(async () => expect((await app.runner.get(id))?.status).toBe('waiting'));
    await app.close();

    app = await deploy(version(['a'], 2));
    await holder.runner.signal(id, 'go');
    await eventually(async () => expect((await holder.runner.get(id))?.status).toBe('stopped'));
    expect(await holder.runner.get(id)).toMatchObject({
      error: { code: 'SAGA_VERSION' },
      reason: expect.stringContaining('"b" is done'),
    });
    await app.close();

    app = await deploy(version(['a', 'b'], 3));
    await eventually(async () => expect((await holder.runner.get(id))?.status).toBe('completed'));
    await app.close();
    await holder.close();
  }, 60_000);

  it('a node leaves sagas of newer versions to newer nodes', async () => {
    const holder = await sagaApp({ storage: storage.url, sagas: [] });
    const newer = version(['a', 'b'], 9);
    let app = await sagaApp({ storage: storage.url, sagas: [newer] });
    const { id } = await app.runner.start(newer, {} as never, { delay: 300 });
    await app.close();
    const older = await sagaApp({ storage: storage.url, sagas: [version(['a'], 8)] });
    // Due for so long that a node which knew it would have taken it, and seen to be left alone.
    await eventually(async () =>
      expect((await holder.runner.census()).overdue).toEqual([expect.objectContaining({ saga: 'versioned', count: 1 })]),
    );
    app = await sagaApp({ storage: storage.url, sagas: [newer] });
    await eventually(async () =>
      expect(await holder.runner.get(id)).toMatchObject({ status: 'waiting', stepsCompleted: ['a', 'b'] }),
    );
    await Promise.all([app.close(), older.close(), holder.close()]);
  }, 60_000);
});

@Saga({ name: 'plain', timeout: 0 })
class PlainSaga {
  @SagaStep()
  async one(context: Ctx) {
    calls.push('one');
    context.tries = 1;
  }
  @SagaStep()
  async two(_context: Ctx) {
    calls.push('two');
  }
}

/** The write that records these steps: on PostgreSQL its JSON travels as an element of an array, with its quotes escaped. */
function recordOf(steps: readonly string[], kind: DatabaseKind): string {
  const done = steps.map((step) => `{"step":"${step}"}`).join();
  return kind === 'postgres' ? `{"done":[${done}]`.replaceAll('"', '\\"') : `{"done":[${done}]`;
}

describe.each(availableDatabases())('Answers of the saga store that are lost, on %s', (kind) => {
  beforeEach(() => (calls = []));

  it.each([
    ['of a step that is not the last', 'request', 1],
    ['of a step that is not the last', 'answer', 1],
    ['of the end', 'answer', 2],
    ['of the end', 'request', 2],
  ] as const)(
    '%s (%s): it is asked again, and no step runs twice',
    async (_what, side, nth) => {
      const database = await freshDatabase(kind);
      const proxy = await FaultProxy.start(database.url);
      const app = await sagaApp({ storage: proxy.url, sagas: [PlainSaga], leaseTerm: 3_000 });
      await app.runner.execute(PlainSaga, {});
      calls = [];
      const lost = proxy.cutAt(recordOf(nth === 1 ? ['one'] : ['one', 'two'], kind), side);
      const result = await app.runner.execute(PlainSaga, {});
      await lost;
      expect(result).toMatchObject({ status: 'completed', context: { tries: 1 } });
      expect(calls).toEqual(['one', 'two']);
      await app.close();
      await proxy.stop();
      await database.drop();
    },
    60_000,
  );
});

@Saga({ name: 'booked', timeout: 0, retryDelay: 0 })
class BookedSaga {
  @SagaStep({ transactional: true })
  async book(context: Ctx, { manager }: StepContext) {
    calls.push('book');
    await manager!.query('INSERT INTO bookings (place) VALUES (1)');
    context.tries = (context.tries ?? 0) + 1;
  }
}

describe.each(availableDatabases())('A connection that is lost at the COMMIT of a transactional step, on %s', (kind) => {
  it.each(['request', 'answer'] as const)(
    '(%s): its writes and its record are there once, together',
    async (side) => {
      calls = [];
      const database = await freshDatabase(kind);
      const type = kind === 'postgres' ? 'postgres' : 'mysql';
      const source = await new DataSource({ type, url: database.url.replace(/^mariadb:/, 'mysql:') }).initialize();
      await source.query('CREATE TABLE bookings (place integer)');
      const proxy = await FaultProxy.start(database.url);
      // Nothing is pruned, so that the step's transaction is the only one.
      const app = await sagaApp({ storage: proxy.url, sagas: [BookedSaga], retention: 0 });
      const lost = proxy.cutAt(/COMMIT(?!TED)/, side);
      const result = await app.runner.execute(BookedSaga, {});
      await lost;
      expect(result).toMatchObject({ status: 'completed', context: { tries: 1 } });
      expect(await source.query('SELECT place FROM bookings')).toHaveLength(1);
      expect(calls).toHaveLength(side === 'answer' ? 1 : 2);
      await app.close();
      await proxy.stop();
      await source.destroy();
      await database.drop();
    },
    60_000,
  );
});

describe.each(availableDatabases())('O1 the saga store is away when the application starts, on %s', (kind) => {
  it('it starts, refuses sagas with a 503, and works without a restart when the store is there', async () => {
    const server = await ownServer(kind);
    const url = await server.ensureDatabase('later');
    await server.kill();
    const app = await sagaApp({ storage: url, sagas: [PlainSaga] });
    await expect(app.runner.execute(PlainSaga, {})).rejects.toMatchObject({ status: 503, code: 'SAGA_STORE_UNAVAILABLE' });
    await expect(app.runner.get('x')).rejects.toMatchObject({ status: 503 });
    await server.restart();
    await eventually(async () => expect(await app.runner.execute(PlainSaga, {})).toMatchObject({ status: 'completed' }), {
      timeout: 20_000,
    });
    await app.close();
    await server.stop();
  }, 60_000);
});
