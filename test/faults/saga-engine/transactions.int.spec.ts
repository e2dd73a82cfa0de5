import { availableDatabases, eventually, freshDatabase, type DatabaseKind } from '@ledgerline/local-servers/testing';
import { Saga, SagaStep, SagaWait, type StepContext } from '@ledgerline/saga';
import { DataSource } from 'typeorm';
import { sagaApp, type SagaApp } from '../saga-support/saga-app.js';

interface Ctx {
  mode?: string;
  got?: unknown;
}

let attempts = 0;
let source: DataSource;
let kind: DatabaseKind;

/** The placeholder of a statement's one parameter. */
const value = () => (kind === 'postgres' ? '$1' : '?');

@Saga({ name: 'transactional', maxRetries: 2 })
class TransactionalSaga {
  @SagaStep({ transactional: true, compensate: 'undo', timeout: 500 })
  async book(context: Ctx, step: StepContext) {
    attempts += 1;
    await step.manager!.query(`INSERT INTO bookings (step_key) VALUES (${value()})`, [step.idempotencyKey]);
    if (context.mode === 'fails' && step.attempt < 3) throw new Error('not yet');
    if (context.mode === 'fails for good') throw new Error('never');
    if (context.mode === 'violates at commit') await step.manager!.query('INSERT INTO deferred (parent) VALUES (1)');
    context.got = step.attempt;
  }
  async undo(_context: Ctx, step: StepContext) {
    await source.query(`DELETE FROM bookings WHERE step_key = ${value()}`, [step.idempotencyKey.replace(/:undo$/, '')]);
    throw new Error(`must not run, inDoubt ${step.inDoubt}`);
  }
}

@Saga({ name: 'listener', timeout: 0 })
class ListenerSaga {
  @SagaWait({ signal: 'go' })
  async wait(context: Ctx, payload: unknown) {
    context.got = payload;
  }
}

describe.each(availableDatabases())('Sagas and transactions on %s', (engine) => {
  let app: SagaApp;
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    kind = engine;
    database = await freshDatabase(kind);
    source = await new DataSource({ type: kind, url: database.url.replace(/^mariadb:/, 'mysql:') }).initialize();
    await source.query('CREATE TABLE bookings (step_key varchar(255) PRIMARY KEY)');
    if (kind === 'postgres') {
      await source.query('CREATE TABLE parents (id integer PRIMARY KEY)');
      await source.query('CREATE TABLE deferred (parent integer REFERENCES parents DEFERRABLE INITIALLY DEFERRED)');
    }
    app = await sagaApp({ storage: { dataSource: source }, sagas: [TransactionalSaga, ListenerSaga] });
  });
  afterAll(async () => {
    await app.close();
    await source.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    attempts = 0;
    await source.query('DELETE FROM bookings');
  });
  const bookings = async () =>
    Number((await source.query<{ count: unknown }[]>('SELECT count(*) AS count FROM bookings'))[0]!.count);

  it("a transactional step's writes and its record commit together, and not at all when it fails", async () => {
    await expect(app.runner.execute(TransactionalSaga, { mode: 'fails' })).resolves.toMatchObject({
      status: 'completed',
      context: { got: 3 },
    });
    expect(await bookings()).toBe(1);
    expect(attempts).toBe(3);
  });

  it('a transactional step that fails for good has nothing to undo', async () => {
    await expect(app.runner.execute(TransactionalSaga, { mode: 'fails for good' })).resolves.toMatchObject({
      status: 'compensated',
    });
    expect(await bookings()).toBe(0);
  });

  // MySQL and MariaDB check every constraint at its statement: a commit refuses nothing there.
  if (engine === 'postgres') {
    it('a transactional step whose commit is refused is not done', async () => {
      const result = await app.runner.execute(TransactionalSaga, { mode: 'violates at commit' });
      expect(result).toMatchObject({ status: 'compensated', failedStep: 'book', stepsCompleted: [] });
      expect(attempts).toBe(3);
      expect(await bookings()).toBe(0);
    });
  }

  it("a start in the caller's transaction begins with its commit, and not after a roll-back", async () => {
    await source.transaction(async (manager) => {
      await app.runner.start(ListenerSaga, {}, { id: 'committed', manager });
      expect(await app.runner.get('committed')).toBeNull();
    });
    await eventually(async () => expect(await app.runner.get('committed')).toMatchObject({ status: 'waiting' }));
    const rolledBack = source.transaction(async (manager) => {
      await app.runner.start(ListenerSaga, {}, { id: 'rolled back', manager });
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    expect(await app.runner.get('rolled back')).toBeNull();
  });

  it('an id that an open transaction holds delays nobody else, and is joined after the commit', async () => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    let isStarted!: () => void;
    const started = new Promise<void>((resolve) => (isStarted = resolve));
    const transaction = source.transaction(async (manager) => {
      await app.runner.start(ListenerSaga, {}, { id: 'held', manager });
      isStarted();
      await held;
    });
    await started;
    const same = app.runner.start(ListenerSaga, {}, { id: 'held' });
    const begun = performance.now();
    await Promise.all(Array.from({ length: 50 }, () => app.runner.execute(TransactionalSaga, { mode: 'well' })));
    await Promise.all(Array.from({ length: 20 }, (_, index) => app.runner.start(ListenerSaga, {}, { id: `own ${index}` })));
    expect(performance.now() - begun).toBeLessThan(1_500);
    release();
    await transaction;
    await expect(same).resolves.toMatchObject({ id: 'held' });
    await eventually(async () => expect(await app.runner.get('held')).toMatchObject({ status: 'waiting' }));
  });

  it("a signal in the caller's transaction wakes the saga after the commit, and not after a roll-back", async () => {
    const handle = await app.runner.start(ListenerSaga, {});
    await eventually(async () => expect(await app.runner.get(handle.id)).toMatchObject({ status: 'waiting' }));
    const rolledBack = source.transaction(async (manager) => {
      await app.runner.signal(handle.id, 'go', 'lost', { manager });
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    await source.transaction((manager) => app.runner.signal(handle.id, 'go', 'kept', { manager }));
    await expect(handle.result({ timeout: 5_000 })).resolves.toMatchObject({ context: { got: 'kept' } });
  });

  it('a row that somebody holds delays its own saga alone', async () => {
    const handle = await app.runner.start(ListenerSaga, {}, { id: 'locked' });
    await eventually(async () => expect(await app.runner.get(handle.id)).toMatchObject({ status: 'waiting' }));
    await app.runner.signal('locked', 'go', 1);
    await source.transaction(async (manager) => {
      const table = kind === 'postgres' ? 'ledgerline.sagas' : 'ledgerline_sagas';
      await manager.query(`SELECT 1 FROM ${table} WHERE id = 'locked' FOR UPDATE`);
      const begun = performance.now();
      await Promise.all(Array.from({ length: 40 }, () => app.runner.execute(TransactionalSaga, { mode: 'well' })));
      expect(performance.now() - begun).toBeLessThan(1_500);
    });
    await expect(handle.result({ timeout: 10_000 })).resolves.toMatchObject({ status: 'completed' });
  });
});
