import { eventually } from '@ledgerline/local-servers/testing';
import { Logger } from '@nestjs/common';
import { Saga, SagaStep, SagaWait, type SagaClass, type StepContext } from '@ledgerline/saga';
import { DataSource } from 'typeorm';
import { gate, SAGA_ENGINES, sagaApp, sharedStorage, type SagaApp } from '../saga-support/saga-app.js';

/** A step of some version of the code. */
interface Step {
  readonly name: string;
  readonly compensate?: string;
  readonly maxRetries?: number;
  readonly retryDelay?: number;
  readonly does?: (step: StepContext) => Promise<void>;
}

let calls: string[] = [];

/** The code of one deploy: steps, then a wait, then steps again. */
function code(name: string, version: number, before: readonly Step[], after: readonly Step[] = []): SagaClass {
  class Deployed {}
  const define = (method: string, perform: (context: Record<string, unknown>, step: StepContext) => Promise<void>) =>
    Object.defineProperty(Deployed.prototype, method, { value: perform });
  const add = ({ name: step, does, ...options }: Step) => {
    define(step, async (context, given) => {
      calls.push(step);
      context[step] = version;
      await does?.(given);
    });
    if (options.compensate) define(options.compensate, async () => void calls.push(options.compensate!));
    SagaStep(options as never)(Deployed.prototype as never, step, {} as never);
  };
  before.forEach(add);
  define('wait', async () => undefined);
  SagaWait({ signal: 'go' })(Deployed.prototype as never, 'wait', {} as never);
  after.forEach(add);
  Saga({ name, version, timeout: 0 })(Deployed);
  return Deployed;
}

const a: Step = { name: 'a', compensate: 'undoA' };
const b: Step = { name: 'b' };
const c: Step = { name: 'c' };

describe.each(SAGA_ENGINES)('A deploy while sagas run, on %s', (engine) => {
  let storage: Awaited<ReturnType<typeof sharedStorage>>;
  let observer: SagaApp;
  beforeAll(async () => {
    storage = await sharedStorage(engine);
    observer = await sagaApp({ storage: storage.url, sagas: [] });
  });
  afterAll(async () => {
    await observer.close();
    await storage.drop();
  });
  const running: SagaApp[] = [];
  beforeEach(() => (calls = []));
  afterEach(() => Promise.all(running.splice(0).map((app) => app.close())));

  const deploy = async (sagaClass: SagaClass) => {
    const app = await sagaApp({ storage: storage.url, sagas: [sagaClass] });
    running.push(app);
    return app;
  };
  const retire = (app: SagaApp) => running.splice(running.indexOf(app), 1)[0]!.close();
  const is = (id: string, view: object) =>
    eventually(async () => expect(await observer.runner.get(id)).toMatchObject(view), { timeout: 30_000 });

  /** Runs a saga with the old code up to its wait, and goes on with the new code. */
  async function over(old: SagaClass, next: SagaClass): Promise<string> {
    const before = await deploy(old);
    const { id } = await before.runner.start(old, {} as never);
    await is(id, { status: 'waiting', waitingFor: 'go' });
    await retire(before);
    calls = [];
    await deploy(next);
    await observer.runner.signal(id, 'go');
    return id;
  }

  it('a step that is added after the point reached runs', async () => {
    const id = await over(code('after', 1, [a]), code('after', 2, [a], [b]));
    await is(id, { status: 'completed', stepsCompleted: ['a', 'wait', 'b'] });
  }, 60_000);

  it('a step that is added before the point reached stops the saga', async () => {
    const id = await over(code('before', 1, [a]), code('before', 2, [b, a]));
    await is(id, { status: 'stopped', error: { code: 'SAGA_VERSION' }, reason: expect.stringContaining('"b" stands before') });
    expect(calls).toEqual([]);
  }, 60_000);

  it('a step that was not begun and is removed is left out', async () => {
    const id = await over(code('undone', 1, [a], [b, c]), code('undone', 2, [a], [c]));
    await is(id, { status: 'completed', stepsCompleted: ['a', 'wait', 'c'] });
  }, 60_000);

  it('a step that is done and is renamed stops the saga', async () => {
    const id = await over(code('renamed', 1, [a]), code('renamed', 2, [{ ...a, name: 'other' }]));
    await is(id, { status: 'stopped', reason: expect.stringContaining('"a" is done') });
  }, 60_000);

  it.each([
    ['renamed', 'undoOther'],
    ['dropped', undefined],
  ])(
    'a compensation of a step that is done and is %s stops the saga',
    async (how, compensate) => {
      const name = `compensation-${how}`;
      const id = await over(code(name, 1, [a]), code(name, 2, [{ ...a, compensate }]));
      await is(id, { status: 'stopped', reason: expect.stringContaining('"undoA"') });
      expect(calls).toEqual([]);
    },
    60_000,
  );

  it('retries are those of the new code from the next attempt on', async () => {
    const fails = async () => Promise.reject(new Error('not yet'));
    const patient: Step = { ...b, maxRetries: 9, retryDelay: 1_500, does: fails };
    const old = code('retries', 1, [patient]);
    const before = await deploy(old);
    const { id } = await before.runner.start(old, {} as never);
    await is(id, { status: 'waiting', attempts: { b: 1 } });
    await retire(before);
    await deploy(code('retries', 2, [{ ...patient, maxRetries: 1 }]));
    await is(id, { status: 'compensated', failedStep: 'b' });
    expect(calls).toEqual(['b', 'b']);
  }, 60_000);

  it('a context that the old code has made comes as it is', async () => {
    const next = code('context', 2, [a], [b]);
    const id = await over(code('context', 1, [a]), next);
    await is(id, { status: 'completed', context: { a: 1, b: 2 } });
  }, 60_000);

  it('steps that were changed without a new version are a warning, and go by the same rules', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const id = await over(code('forgotten', 1, [a]), code('forgotten', 1, [a], [b]));
    await is(id, { status: 'completed', stepsCompleted: ['a', 'wait', 'b'] });
    const warnings = warn.mock.calls.map(([message]) => String(message)).filter((message) => message.includes('"forgotten"'));
    expect(warnings).toEqual([expect.stringContaining('raise the version in @Saga')]);
    warn.mockRestore();
  }, 60_000);
});

describe('A deploy while a step is under way', () => {
  it('a step that may be done and is removed stops the saga, in doubt, and goes on with code that has it', async () => {
    const storage = await sharedStorage('postgres');
    const source = await new DataSource({ type: 'postgres', url: storage.url }).initialize();
    const observer = await sagaApp({ storage: storage.url, sagas: [] });
    const under = gate();
    const slow: Step = { ...b, compensate: 'undoB', does: () => under.passed };
    const fails: Step = { ...c, maxRetries: 0, does: async () => Promise.reject(new Error('no')) };
    const first = code('under-way', 1, [a, slow]);
    const old = await sagaApp({ storage: storage.url, sagas: [first], leaseTerm: 3_000 });
    calls = [];
    const { id } = await old.runner.start(first, {} as never);
    await eventually(() => expect(calls).toEqual(['a', 'b']));
    // What another node writes when this one has been silent for a term.
    await source.query('UPDATE ledgerline.nodes SET dead = true');
    const next = await sagaApp({ storage: storage.url, sagas: [code('under-way', 2, [a, fails])], leaseTerm: 3_000 });
    const is = (view: object) =>
      eventually(async () => expect(await observer.runner.get(id)).toMatchObject(view), { timeout: 30_000 });
    await is({ status: 'stopped', inDoubt: ['b'], reason: expect.stringContaining('"b" may be done') });
    await next.close();
    under.open();
    const mended = await sagaApp({
      storage: storage.url,
      sagas: [code('under-way', 3, [a, { ...slow, does: async () => Promise.reject(new Error('no')), maxRetries: 0 }])],
    });
    await is({ status: 'compensated', stepsCompensated: ['b', 'a'] });
    await Promise.all([old.close(), mended.close(), observer.close(), source.destroy()]);
    await storage.drop();
  }, 90_000);
});
