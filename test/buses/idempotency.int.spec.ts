import { randomUUID } from 'node:crypto';
import { CommandTimeoutException, IdempotencyKeyConflictException } from '@ledgerline/cqrs';
import { availableDatabases, eventually } from '@ledgerline/local-servers/testing';
import { bankStorage, Deposited, Do, gate, MoveMoney, openBank, OpenAccount, PayIn, type Bank } from './bank.js';

/** What a record's end is compared with. */
const UTC = { postgres: 'clock_timestamp()', mysql: 'UTC_TIMESTAMP(6)' } as const;

describe.each(['memory', ...availableDatabases()] as const)('idempotent commands on %s', (kind) => {
  let storage: Awaited<ReturnType<typeof bankStorage>>;
  let bank: Bank;
  let other: Bank;
  let key: string;

  beforeAll(async () => {
    storage = await bankStorage(kind);
    [bank, other] = [await openBank({ storage: storage.url }), await openBank({ storage: storage.url })];
  }, 60_000);
  afterAll(async () => {
    await Promise.all([bank.close(), other.close()]);
    await storage.drop();
  }, 60_000);
  beforeEach(() => {
    key = randomUUID();
    for (const { desk } of [bank, other]) {
      desk.meanwhile = () => undefined;
      desk.done.length = 0;
      desk.contexts.length = 0;
    }
  });

  const done = () => [...bank.desk.done, ...other.desk.done];
  const pay = (node: Bank, account: string, amount = 5, requestId = key) =>
    node.bus.execute(new PayIn(account, amount, requestId));

  it('give the first result to whoever repeats the key, on this node and others, and run once', async () => {
    const account = randomUUID();
    const first = await pay(bank, account);
    const again = [await pay(bank, account), await pay(other, account)];
    expect(JSON.parse(JSON.stringify(first))).toEqual(again[0]);
    expect(again[1]).toEqual(again[0]);
    expect(again[0]).toMatchObject({ version: 1, token: first.token });
    expect(done()).toEqual(['pay 5']);
    expect(await bank.amounts(account)).toEqual([5]);
  });

  it('may get their key from the caller, who may repeat it after a restart', async () => {
    const account = randomUUID();
    const node = await openBank({ storage: storage.url });
    await node.bus.execute(new OpenAccount(account, 7), { idempotencyKey: key });
    await node.close();
    await expect(bank.bus.execute(new OpenAccount(account, 7), { idempotencyKey: key })).resolves.toBe(account);
    await expect(bank.bus.execute(new OpenAccount(account, 7))).rejects.toMatchObject({ code: 'CONCURRENCY_CONFLICT' });
    expect(await bank.amounts(account)).toEqual([7]);
  });

  it('without a key are commands like any other', async () => {
    const account = randomUUID();
    for (let round = 0; round < 2; round++) await bank.bus.execute(new PayIn(account, 5));
    await bank.bus.execute(new PayIn(account, 5), { idempotencyKey: undefined });
    expect(await bank.amounts(account)).toEqual([5, 5, 5]);
  });

  it('of another payload, or another class, under the same key are refused, and change nothing', async () => {
    const account = randomUUID();
    await pay(bank, account, 5);
    const refused = [
      pay(bank, account, 6),
      pay(other, account, 6),
      bank.bus.execute(new OpenAccount(account, 5), { idempotencyKey: key }),
    ];
    for (const refusal of refused) {
      await expect(refusal).rejects.toThrow(IdempotencyKeyConflictException);
      await expect(refusal).rejects.toMatchObject({ status: 422, details: { key, first: 'PayIn' } });
    }
    expect(done()).toEqual(['pay 5']);
    expect(await bank.amounts(account)).toEqual([5]);
  });

  it('wait for the first while it runs, on its node and on others, and get its result', async () => {
    const account = randomUUID();
    const { open, passed } = gate();
    const inside = gate();
    bank.desk.meanwhile = (command) => {
      if (!(command instanceof PayIn)) return undefined;
      inside.open();
      return passed;
    };
    const first = pay(bank, account);
    await inside.passed;
    const duplicates = [
      ...Array.from({ length: 32 }, () => pay(bank, account)),
      ...Array.from({ length: 32 }, () => pay(other, account)),
    ];
    // Sixty-four wait, and the pools of ten are free for everybody else.
    for (const node of [bank, other]) {
      await Promise.all(Array.from({ length: 20 }, () => node.store.append(`other-${randomUUID()}`, new Deposited(1))));
      await node.bus.execute(new OpenAccount(randomUUID(), 1), { idempotencyKey: randomUUID() });
    }
    open();
    const { token } = await first;
    for (const result of await Promise.all(duplicates)) expect(result.token).toBe(token);
    expect(done().filter((what) => what.startsWith('pay'))).toEqual(['pay 5']);
    expect(await bank.amounts(account)).toEqual([5]);
  }, 60_000);

  it('try again when the first fails: one of those who wait has its turn', async () => {
    const account = randomUUID();
    const inside = gate();
    const { open, passed } = gate();
    let failures = 0;
    for (const { desk } of [bank, other]) {
      desk.meanwhile = async () => {
        inside.open();
        await passed;
        if (++failures === 1) throw new Error('the first one fails');
      };
    }
    const first = pay(bank, account);
    first.catch(() => undefined);
    await inside.passed;
    const duplicates = [bank, bank, other, other].map((node) => pay(node, account));
    open();
    await expect(first).rejects.toThrow('the first one fails');
    const results = await Promise.all(duplicates);
    expect(new Set(results.map(({ token }) => token)).size).toBe(1);
    expect(done()).toEqual(['pay 5', 'pay 5']);
    expect(await bank.amounts(account)).toEqual([5]);
  }, 60_000);

  it('that waits for the first goes by its own limit, and leaves the first alone', async () => {
    const account = randomUUID();
    const { open, passed } = gate();
    const inside = gate();
    bank.desk.meanwhile = () => {
      inside.open();
      return passed;
    };
    const first = pay(bank, account);
    await inside.passed;
    for (const node of [bank, other]) {
      const hurried = node.bus.execute(new PayIn(account, 5, key), { timeout: 100 });
      await expect(hurried).rejects.toThrow(CommandTimeoutException);
    }
    open();
    await first;
    expect(await bank.amounts(account)).toEqual([5]);
    expect((await pay(other, account)).version).toBe(1);
  }, 60_000);

  it('that timed out has done nothing, and may be tried again', async () => {
    const account = randomUUID();
    bank.desk.meanwhile = () => new Promise(() => {});
    await expect(bank.bus.execute(new PayIn(account, 5, key), { timeout: 1_000 })).rejects.toThrow(CommandTimeoutException);
    await eventually(async () => (await pay(other, account)).version === 1, { timeout: 20_000, until: 'it is tried again' });
    expect(await bank.amounts(account)).toEqual([5]);
  }, 60_000);

  it('derive the ids of their events from the key', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const ids = async (node: Bank, account: string) => {
      const found: string[] = [];
      for await (const { id } of node.store.readStream(`account-${account}`)) found.push(id);
      return found;
    };
    await pay(bank, one);
    expect(bank.desk.contexts[0]!.idempotencyKey).toBe(key);
    const elsewhere = await bankStorage(kind);
    const node = await openBank({ storage: elsewhere.url });
    await pay(node, two);
    expect(await ids(node, two)).toEqual(await ids(bank, one));
    await node.close();
    await elsewhere.drop();
  }, 60_000);

  it('are units of work: what they append to several streams and write themselves commits with the record', async () => {
    const [from, to] = [randomUUID(), randomUUID()];
    for (const id of [from, to]) await bank.bus.execute(new OpenAccount(id, 100));
    await expect(bank.bus.execute(new MoveMoney(from, to, 10, true), { idempotencyKey: key })).rejects.toThrow('no');
    const move = new MoveMoney(from, to, 10);
    const first = await bank.bus.execute(move, { idempotencyKey: key });
    expect(await other.bus.execute(move, { idempotencyKey: key })).toEqual(first);
    expect(await Promise.all([from, to].map(bank.balance))).toEqual([90, 110]);
  });

  it.each([
    ['a Date', () => ({ at: new Date() }), /Date at "at"/],
    ['a Map', () => ({ map: new Map() }), /Map at "map"/],
    ['a bigint', () => [1n], /bigint at "0"/],
    ['a number that JSON cannot say', () => ({ deep: { a: NaN } }), /NaN at "deep.a"/],
    ['a circle', circle, /nested deeper|contains itself/],
    ['too much', () => 'x'.repeat(300_000), /300012 bytes/],
  ])('whose result holds %s are rolled back, and it says where', async (_, result, told) => {
    const account = randomUUID();
    bank.desk.meanwhile = async () => {
      await bank.store.append(`account-${account}`, new Deposited(1));
      return result();
    };
    const doing = bank.bus.execute(new Do('odd result'), { idempotencyKey: key });
    await expect(doing).rejects.toMatchObject({ code: 'UNSTORABLE_RESULT' });
    await expect(doing).rejects.toThrow(told);
    expect(await bank.amounts(account)).toEqual([]);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'done'],
    ['lists and objects', { list: [1, { b: true }], none: null }],
  ])('give back %s as it was', async (_, result) => {
    bank.desk.meanwhile = other.desk.meanwhile = () => result;
    const doing = () => new Do('plain result');
    await expect(bank.bus.execute(doing(), { idempotencyKey: key })).resolves.toEqual(result);
    await expect(other.bus.execute(doing(), { idempotencyKey: key })).resolves.toEqual(result);
    expect(done()).toEqual(['plain result']);
  });

  it.each([
    ['an empty text', ''],
    ['a long one', 'x'.repeat(256)],
    ['one with letters that are not ASCII', 'schlüssel'],
    ['one with a line break', 'a\nb'],
    ['a number', 7 as unknown as string],
  ])('refuse %s as a key', async (_, bad) => {
    await expect(bank.bus.execute(new Do('never'), { idempotencyKey: bad })).rejects.toMatchObject({
      code: 'INVALID_IDEMPOTENCY_KEY',
      status: 400,
    });
    expect(done()).toEqual([]);
  });

  it('are forgotten when their time is over: the key is free, and records are removed', async () => {
    const node = await openBank({ storage: storage.url, idempotencyTtl: 1_000 });
    const run = (what: string) => node.bus.execute(new Do(what), { idempotencyKey: key });
    await run('first');
    await expect(run('second')).rejects.toThrow(IdempotencyKeyConflictException);
    await eventually(async () => run('second').then(() => true), { timeout: 20_000, until: 'the record has expired' });
    expect(node.desk.done).toEqual(['first', 'second']);
    await node.close();
    if (kind === 'memory') return;
    const table = kind === 'postgres' ? 'ledgerline.command_records' : 'ledgerline_command_records';
    const expired = async () => {
      const [row] = await bank.dataSource!.query(`SELECT COUNT(*) AS count FROM ${table} WHERE expires_at <= ${UTC[kind]}`);
      return Number((row as { count: unknown }).count);
    };
    await eventually(async () => (await expired()) > 0, { timeout: 20_000, until: 'the second record has expired, too' });
    const later = await openBank({ storage: storage.url });
    await later.bus.execute(new Do('something else'), { idempotencyKey: randomUUID() });
    await later.close();
    expect(await expired()).toBe(0);
  }, 60_000);
});

function circle(): unknown[] {
  const list: unknown[] = [];
  list.push(list);
  return list;
}
