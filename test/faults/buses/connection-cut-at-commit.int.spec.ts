import { randomUUID } from 'node:crypto';
import { availableDatabases, eventually, FaultProxy, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { MoveMoney, openBank, OpenAccount, PayIn, type Bank } from '../../buses/bank.js';

/** The statement, and not the isolation level. */
const COMMIT = /COMMIT(?!TED)/;

describe.each(availableDatabases())('the connection is cut around the commit of a unit of work on %s', (kind) => {
  let database: FreshDatabase;
  let proxy: FaultProxy;
  let bank: Bank;
  let key: string;
  let account: string;

  beforeAll(async () => {
    database = await freshDatabase(kind);
    proxy = await FaultProxy.start(database.url);
    bank = await openBank({ storage: proxy.url });
    // What is made ready with the first key is there.
    await bank.bus.execute(new PayIn('warm', 1, randomUUID()));
  }, 60_000);
  afterAll(async () => {
    await bank.close();
    await proxy.stop();
    await database.drop();
  }, 60_000);
  beforeEach(() => {
    [key, account] = [randomUUID(), randomUUID()];
    bank.desk.done.length = 0;
  });

  const pay = () => bank.bus.execute(new PayIn(account, 5, key));

  it('an idempotent command whose answer is lost was done, and its caller gets the result', async () => {
    const cut = proxy.cutAt(COMMIT, 'answer');
    const first = await pay();
    await cut;
    expect(first.version).toBe(1);
    expect((await pay()).token).toBe(first.token);
    expect(bank.desk.done).toEqual(['pay 5']);
    expect(await bank.amounts(account)).toEqual([5]);
  }, 60_000);

  it('an idempotent command whose COMMIT never arrived was not done, says so, and may be repeated', async () => {
    const cut = proxy.cutAt(COMMIT, 'request');
    await expect(pay()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE', status: 503 });
    await cut;
    expect(await bank.amounts(account)).toEqual([]);
    await pay();
    expect(await bank.amounts(account)).toEqual([5]);
  }, 60_000);

  it('while the database stays away the outcome is unknown; later a repeated key settles it', async () => {
    const cut = proxy.cutAt(COMMIT, 'answer');
    const paying = pay();
    const refusal = cut.then(() => proxy.refuse());
    await expect(paying).rejects.toMatchObject({
      code: 'COMMIT_OUTCOME_UNKNOWN',
      status: 503,
      details: { outcomeUnknown: true },
    });
    await refusal;
    await proxy.accept();
    const again = await eventually(pay, { timeout: 30_000, until: 'the database is back' });
    expect(again.version).toBe(1);
    expect(bank.desk.done).toEqual(['pay 5']);
    expect(await bank.amounts(account)).toEqual([5]);
  }, 60_000);

  it('a unit of work without a key tells that its outcome is unknown: all of it is there, or nothing', async () => {
    const to = randomUUID();
    for (const id of [account, to]) await bank.bus.execute(new OpenAccount(id, 100));
    for (const [lost, expected] of [
      ['answer', [90, 110]],
      ['request', [90, 110]],
    ] as const) {
      const cut = proxy.cutAt(COMMIT, lost);
      await expect(bank.bus.execute(new MoveMoney(account, to, 10))).rejects.toMatchObject({ code: 'COMMIT_OUTCOME_UNKNOWN' });
      await cut;
      expect(await Promise.all([account, to].map(bank.balance))).toEqual(expected);
    }
  }, 60_000);
});
