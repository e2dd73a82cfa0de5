import { randomUUID } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { availableDatabases, eventually, freshDatabase, type DatabaseKind } from '@ledgerline/local-servers/testing';
import { Test, type TestingModule } from '@nestjs/testing';
import { CommandBus, CommandHandler, CqrsModule } from '@ledgerline/cqrs';
import { EventSourcingModule } from '@ledgerline/event-sourcing';
import { Saga, SagaStep, SagaWait, type StepContext } from '@ledgerline/saga';
import { LedgerlineException } from '@ledgerline/storage';
import { createApp } from '../../../apps/order-fulfilment/src/create-app.js';
import { sagaApp, type SagaApp } from '../saga-support/saga-app.js';

const POLLUTION = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';

function nested(depth: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

function circle(): object {
  const made: { itself?: object } = {};
  made.itself = made;
  return made;
}

/** Values that JSON can hold, and must come back as they were or be refused. */
const FAITHFUL: readonly (readonly [string, () => unknown])[] = [
  ['a prototype', () => JSON.parse(POLLUTION)],
  ['NUL', () => ({ text: 'a\u0000b', 'k\u0000y': 1 })],
  ['a lone surrogate', () => ({ text: 'x\ud800y', '\udfff': 1 })],
  ['all of Unicode', () => ({ text: 'é ü 漢字 🦊 \u2028 \u202e "quotes" \\ <script>' })],
  ['numbers at the edge', () => [Number.MAX_SAFE_INTEGER, 5e-324, 1e308, 0.1]],
  ['nesting of 50', () => nested(50)],
  ['10 000 keys', () => Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, index]))],
];

/** Values that must be refused. */
const REFUSED: readonly (readonly [string, () => unknown])[] = [
  ['10 MB of text', () => 'x'.repeat(10_000_000)],
  ['nesting without an end', () => nested(200_000)],
  ['a circle', circle],
  ['a bigint', () => 1n],
];

function expectUnpolluted(): void {
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect((Object as unknown as { polluted?: unknown }).polluted).toBeUndefined();
}

function expectClear(error: unknown): void {
  expect(error).toBeInstanceOf(LedgerlineException);
  expect((error as LedgerlineException).getStatus()).toBeLessThan(500);
  expect((error as Error).message).toMatch(/\w{3}/);
  expect((error as Error).message.length).toBeLessThan(5_000);
}

interface Parcel {
  value: unknown;
  echoed?: unknown;
}

@Saga({ name: 'parcel', timeout: 60_000, maxRetries: 0 })
class ParcelSaga {
  @SagaStep({ compensate: 'undo' })
  async give(context: Parcel): Promise<unknown> {
    context.echoed = context.value;
    return context.value;
  }
  async undo(_context: Parcel, _step: StepContext): Promise<void> {}
}

@Saga({ name: 'letter', timeout: 60_000 })
class LetterSaga {
  @SagaWait({ signal: 'post', timeout: 50_000 })
  async open(context: Parcel, payload: unknown): Promise<void> {
    context.echoed = payload;
  }
}

describe.each(['memory', ...availableDatabases()] as const)('O7 hostile payloads in sagas on %s', (engine) => {
  let app: SagaApp;
  let drop = async () => {};

  beforeAll(async () => {
    const database = engine === 'memory' ? undefined : await freshDatabase(engine as DatabaseKind);
    if (database) drop = () => database.drop();
    app = await sagaApp({ storage: database?.url ?? `memory:${randomUUID()}`, sagas: [ParcelSaga, LetterSaga] });
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await drop();
  }, 60_000);
  afterEach(expectUnpolluted);

  it.each(FAITHFUL)(
    '%s comes back from contexts, results and signals as it was',
    async (_name, make) => {
      const value = make();
      const { success, context } = await app.runner.execute(ParcelSaga, { value });
      expect({ success, value: context.value, echoed: context.echoed }).toEqual({ success: true, value, echoed: value });
      const id = randomUUID();
      const letter = await app.runner.start(LetterSaga, { value: 1 }, { id });
      await app.runner.signal(id, 'post', value);
      expect((await letter.result({ timeout: 30_000 })).context.echoed).toEqual(value);
      expect((await app.runner.get<Parcel>(id))?.context?.echoed).toEqual(value);
    },
    60_000,
  );

  it.each(REFUSED)(
    '%s is refused in contexts and signals, with a word of what is wrong',
    async (_name, make) => {
      await app.runner.start(ParcelSaga, { value: make() }).then(() => expect('it was taken').toBe('refused'), expectClear);
      const id = randomUUID();
      await app.runner.start(LetterSaga, { value: 1 }, { id });
      await app.runner.signal(id, 'post', make()).then(() => expect('it was taken').toBe('refused'), expectClear);
      await app.runner.cancel(id);
      await eventually(async () => expect((await app.runner.get(id))?.status).toBe('cancelled'), { timeout: 30_000 });
      expect((await app.runner.execute(ParcelSaga, { value: 'well' })).success).toBe(true);
    },
    60_000,
  );
});

class Echo {
  constructor(readonly make: string) {}
}

@CommandHandler(Echo)
class EchoHandler {
  async execute({ make }: Echo): Promise<unknown> {
    return new Map([...FAITHFUL, ...REFUSED]).get(make)!();
  }
}

describe.each(['memory', ...availableDatabases()] as const)('O7 hostile results of idempotent commands on %s', (engine) => {
  let module: TestingModule;
  let drop = async () => {};

  beforeAll(async () => {
    const database = engine === 'memory' ? undefined : await freshDatabase(engine as DatabaseKind);
    if (database) drop = () => database.drop();
    module = await Test.createTestingModule({
      imports: [EventSourcingModule.forRoot({ storage: database?.url ?? 'memory:' }), CqrsModule.forRoot()],
      providers: [EchoHandler],
    }).compile();
    await module.init();
  }, 60_000);
  afterAll(async () => {
    await module.close();
    await drop();
  }, 60_000);
  afterEach(expectUnpolluted);

  const twice = async (make: string) => {
    const options = { idempotencyKey: randomUUID() };
    const bus = module.get(CommandBus);
    return [await bus.execute(new Echo(make), options), await bus.execute(new Echo(make), options)] as unknown[];
  };

  it.each(FAITHFUL)(
    '%s is the same when it is told again',
    async (name, make) => {
      expect(await twice(name)).toEqual([make(), make()]);
    },
    60_000,
  );

  it.each(REFUSED)(
    '%s is told again as it was, or refused with a word of what is wrong',
    async (name, make) => {
      const results = await twice(name).catch((error: unknown) => {
        expect(error).toBeInstanceOf(LedgerlineException);
        expect((error as Error).message).toMatch(/\w{3}/);
      });
      if (results) expect(results).toEqual([make(), make()]);
    },
    60_000,
  );
});

describe.each(['memory', ...availableDatabases()] as const)('O7 hostile bodies over HTTP, events on %s', (engine) => {
  let app: NestExpressApplication;
  let url: string;
  let drop = async () => {};

  beforeAll(async () => {
    const database = engine === 'memory' ? undefined : await freshDatabase(engine as DatabaseKind);
    if (database) drop = () => database.drop();
    app = await createApp({ logger: false, storage: database?.url ?? 'memory:' });
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await drop();
  }, 60_000);
  afterEach(expectUnpolluted);

  const post = async (path: string, body: string) => {
    const response = await fetch(url + path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const item = '{"sku":"BOOK","quantity":1,"price":10}';

  it.each([
    ['NUL', 'a\u0000b'],
    ['a lone surrogate', 'x\ud800y'],
    ['markup', '<script>alert(1)</script>'],
    ['all of Unicode', 'é 漢字 🦊 \u2028 \u202e'],
  ])(
    '%s in a field comes back as it was, or is refused',
    async (_name, customerId) => {
      const { status, body } = await post('/orders', `{"customerId":${JSON.stringify(customerId)},"items":[${item}]}`);
      if (status !== 201) {
        expect({ status, body }).toMatchObject({ status: 400, body: { statusCode: 400, code: expect.any(String) } });
        return;
      }
      const order = (await (await fetch(`${url}/orders/${body['orderId'] as string}`)).json()) as { customerId: string };
      expect(order.customerId).toBe(customerId);
    },
    60_000,
  );

  it.each([
    [
      'a prototype',
      `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"customerId":"anna","items":[${item}]}`,
    ],
    [
      'a prototype in an item',
      `{"customerId":"anna","items":[{"__proto__":{"polluted":true},"sku":"BOOK","quantity":1,"price":10}]}`,
    ],
    ['nesting without an end', `{"customerId":${'['.repeat(40_000)}${']'.repeat(40_000)},"items":[${item}]}`],
    ['10 MB', `{"customerId":"${'x'.repeat(10_000_000)}","items":[${item}]}`],
    ['other types', '{"customerId":{"$ne":null},"items":"all"}'],
    ['numbers beyond all bounds', `{"customerId":"anna","items":[{"sku":"BOOK","quantity":1e400,"price":-1e400}]}`],
    ['nothing', ''],
    ['null', 'null'],
    ['no JSON', '{"customerId":'],
  ])(
    '%s is no accident: an order, or a refusal with a code',
    async (_name, body) => {
      const answer = await post('/orders', body);
      expect([201, 400, 413]).toContain(answer.status);
      if (answer.status !== 201)
        expect(answer.body).toMatchObject({ statusCode: answer.status, code: expect.stringMatching(/^[A-Z_]+$/) });
      expect(JSON.stringify(answer.body).length).toBeLessThan(10_000);
      expect((await fetch(`${url}/health`)).status).toBe(200);
    },
    60_000,
  );

  it.each(['%00', '%ED%A0%80', '..%2f..%2fetc', '__proto__', 'constructor', 'x'.repeat(4_000)])(
    'an id such as %s names no order, and does no harm',
    async (id) => {
      const { status } = await fetch(`${url}/orders/${id}`);
      expect([400, 404]).toContain(status);
    },
    60_000,
  );
});
