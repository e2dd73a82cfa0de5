import { randomUUID } from 'node:crypto';
import { BusContext, CommandTimeoutException } from '@ledgerline/cqrs';
import { ConcurrencyException } from '@ledgerline/event-sourcing';
import { availableDatabases, eventually, freshDatabase } from '@ledgerline/local-servers/testing';
import { TransactionEndedException, TransactionSpoiledException } from '@ledgerline/storage';
import {
  Account,
  bankStorage,
  Deposited,
  gate,
  MoveMoney,
  MoveTwice,
  openBank,
  OpenAccount,
  Transfer,
  type Bank,
} from './bank.js';

describe.each(['memory', ...availableDatabases()] as const)('units of work on %s', (kind) => {
  let storage: Awaited<ReturnType<typeof bankStorage>>;
  let bank: Bank;
  let from: string;
  let to: string;

  beforeAll(async () => {
    storage = await bankStorage(kind);
    bank = await openBank({ storage: storage.url });
  }, 60_000);
  afterAll(async () => {
    await bank.close();
    await storage.drop();
  }, 60_000);
  beforeEach(async () => {
    bank.desk.meanwhile = () => undefined;
    [from, to] = [randomUUID(), randomUUID()];
    for (const id of [from, to]) await bank.bus.execute(new OpenAccount(id, 100));
    bank.desk.done.length = 0;
  });

  const balances = () => Promise.all([from, to].map(bank.balance));
  const transfers = async (): Promise<number> => (await bank.dataSource?.getRepository(Transfer).count()) ?? 0;

  it('commit appends to several streams and the application’s own writes together', async () => {
    const before = await transfers();
    const { balance } = await bank.bus.execute(new MoveMoney(from, to, 30));
    expect(balance).toBe(70);
    expect(await balances()).toEqual([70, 130]);
    expect(await transfers()).toBe(before + (kind === 'memory' ? 0 : 1));
  });

  it('roll all of it back when the handler fails, at whatever point', async () => {
    const before = await transfers();
    await expect(bank.bus.execute(new MoveMoney(from, to, 30, true))).rejects.toThrow('no');
    await expect(bank.bus.execute(new MoveMoney(from, to, 300))).rejects.toThrow(/not covered/);
    expect(await balances()).toEqual([100, 100]);
    expect(await transfers()).toBe(before);
  });

  it('show nobody else what they are about to write', async () => {
    const { open, passed } = gate();
    const inside = gate();
    bank.desk.meanwhile = () => {
      inside.open();
      return passed;
    };
    const moving = bank.bus.execute(new MoveMoney(from, to, 30));
    await inside.passed;
    expect(await balances()).toEqual([100, 100]);
    open();
    await moving;
    expect(await balances()).toEqual([70, 130]);
  });

  it('are one when one runs in another', async () => {
    await bank.bus.execute(new MoveTwice([new MoveMoney(from, to, 10), new MoveMoney(from, to, 20)]));
    expect(await balances()).toEqual([70, 130]);
    const failing = new MoveTwice([new MoveMoney(from, to, 10), new MoveMoney(from, to, 20, true)]);
    await expect(bank.bus.execute(failing)).rejects.toThrow('no');
    expect(await balances()).toEqual([70, 130]);
  });

  it('do not commit without a part that failed, although its error was caught', async () => {
    const forgiving = new MoveTwice([new MoveMoney(from, to, 10, true), new MoveMoney(from, to, 20)], true);
    await expect(bank.bus.execute(forgiving)).rejects.toThrow(TransactionSpoiledException);
    expect(await balances()).toEqual([100, 100]);
  });

  it('run anywhere by the injected `UnitOfWork`, and commit before `run` resolves', async () => {
    const version = await bank.unit.run(async () => {
      const { version } = await bank.store.append(`account-${from}`, new Deposited(1));
      await bank.store.append(`account-${to}`, new Deposited(-1));
      expect(BusContext.current()).toMatchObject({ kind: 'unit-of-work' });
      return version;
    });
    expect(version).toBe(2);
    expect(await balances()).toEqual([101, 99]);
    const recorded = [];
    for await (const { metadata } of bank.store.readStream(`account-${from}`, { from: 2 })) recorded.push(metadata.correlationId);
    expect(recorded).toEqual([expect.any(String)]);
  });

  it('of two on one stream the second waits for the first, and meets what that one wrote', async () => {
    const { open, passed } = gate();
    const inside = gate();
    bank.desk.meanwhile = () => {
      inside.open();
      return passed;
    };
    const first = bank.bus.execute(new MoveMoney(from, to, 30));
    await inside.passed;
    const loaded = gate();
    const second = bank.unit.run(async () => {
      const account = await bank.store.load(Account, from);
      loaded.open();
      account.deposit(5);
      await bank.store.save(account);
    });
    second.catch(() => undefined);
    await loaded.passed;
    open();
    await first;
    await expect(second).rejects.toThrow(ConcurrencyException);
    expect(await balances()).toEqual([70, 130]);
  });

  it('that time out are rolled back at once, and nothing of the handler is written afterwards', async () => {
    const { open, passed } = gate();
    const late: unknown[] = [];
    bank.desk.meanwhile = async () => {
      await passed;
      const outcomes = [
        bank.store.append(`account-${from}`, new Deposited(7)),
        bank.store.update(Account, to, (account) => account.deposit(7)),
        Promise.resolve(BusContext.current()!.manager?.insert(Transfer, { id: randomUUID(), amount: 7 })),
      ];
      late.push(...(await Promise.allSettled(outcomes)));
    };
    const before = await transfers();
    await expect(bank.bus.execute(new MoveMoney(from, to, 30), { timeout: 2_000 })).rejects.toThrow(CommandTimeoutException);
    // Its streams are free again, although the handler has not ended.
    await bank.store.update(Account, from, (account) => account.deposit(1));
    open();
    await eventually(() => late.length > 0, { until: 'the handler has gone on' });
    expect(late.slice(0, 2)).toEqual([0, 1].map(() => ({ status: 'rejected', reason: expect.any(TransactionEndedException) })));
    expect(await balances()).toEqual([101, 100]);
    expect(await transfers()).toBe(before);
  });

  it('whose time is over just before their commit are not committed', async () => {
    const atTheEnd = gate();
    const node = await openBank({
      storage: storage.url,
      pauseAt: async (point) => {
        if (point !== (kind === 'memory' ? 'after-work' : 'before-commit')) return;
        atTheEnd.open();
        await timedOut.catch(() => undefined);
      },
    });
    const timedOut = node.bus.execute(new MoveMoney(from, to, 30), { timeout: 2_000 });
    await expect(timedOut).rejects.toThrow(CommandTimeoutException);
    await atTheEnd.passed;
    await node.close();
    expect(await balances()).toEqual([100, 100]);
  }, 60_000);

  it('whose caller gives up are rolled back as well', async () => {
    const controller = new AbortController();
    bank.desk.meanwhile = () => {
      controller.abort(new Error('no more interest'));
      return new Promise(() => {});
    };
    await expect(bank.bus.execute(new MoveMoney(from, to, 30), { signal: controller.signal })).rejects.toThrow(
      'no more interest',
    );
    await eventually(async () => (await bank.store.update(Account, from, (account) => account.deposit(1))) === undefined, {
      until: 'the stream is free',
    });
    expect(await balances()).toEqual([101, 100]);
  });

  it('many at a time take turns, and leave connections for everything else', async () => {
    const accounts = Array.from({ length: 64 }, () => randomUUID());
    await Promise.all(accounts.map((id) => bank.bus.execute(new OpenAccount(id, 10))));
    bank.desk.meanwhile = () => bank.balance(from);
    await Promise.all([
      ...accounts.map((id, index) =>
        bank.bus.execute(new MoveMoney(id, accounts[(index + 1) % 64]!, 1)).catch(retry(bank, id, accounts[(index + 1) % 64]!)),
      ),
      ...accounts.map(() => bank.store.append(`account-${to}`, new Deposited(1))),
    ]);
    const after = await Promise.all(accounts.map(bank.balance));
    expect(after.reduce((sum, balance) => sum + balance, 0)).toBe(640);
    expect(await bank.balance(to)).toBe(164);
  }, 120_000);
});

/** Two neighbours in the ring may wait for each other. */
function retry(bank: Bank, from: string, to: string): (error: { code?: string }) => Promise<unknown> {
  return (error) => {
    if (error.code !== 'TRANSACTION_DEADLOCK' && error.code !== 'CONCURRENCY_CONFLICT') throw error;
    return bank.bus.execute(new MoveMoney(from, to, 1)).catch(retry(bank, from, to));
  };
}

describe('units of work over two databases', () => {
  it('are refused at start-up, by the names of both', async () => {
    const [events, write] = [await freshDatabase('postgres'), await freshDatabase('postgres')];
    const starting = openBank({ storage: events.url, write: write.url });
    await expect(starting).rejects.toMatchObject({ code: 'UNIT_OF_WORK_UNAVAILABLE' });
    await expect(starting).rejects.toThrow(new RegExp(`${write.name}.*${events.name}`));
    await Promise.all([events.drop(), write.drop()]);
  }, 60_000);
});
