import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AggregateNotFoundException, ConcurrencyException, ReplayDisabledException } from '@ledgerline/event-sourcing';
import { InvalidOptionException } from '@ledgerline/storage';
import type { EventBackend, LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import { testRunner } from '../test-runner.js';
import { until } from '../eventually.js';
import { contractStore, freshId } from './contract-store.js';
import { Account, Deposited } from './contract-events.js';
import type { EventBackendFactory, EventBackendSubject } from './event-backend-subject.js';

/** Loading, saving, snapshots and time travel. */
export function aggregateContract(factory: EventBackendFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('aggregates', () => {
    let subject: EventBackendSubject;
    let backend: EventBackend;
    let store: LedgerlineEventStore;

    beforeAll(async () => {
      subject = await factory();
      backend = await subject.open();
      store = contractStore(backend, { replay: { pageSize: 7 } });
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    const savedAccount = async (amounts: readonly number[]) => {
      const account = new Account(freshId());
      for (const amount of amounts) account.deposit(amount);
      await store.save(account);
      return account;
    };

    it('rebuilds an aggregate from its events, over pages', async () => {
      const amounts = Array.from({ length: 30 }, (_, index) => index);
      const { id } = await savedAccount(amounts);
      const loaded = await store.load(Account, id);
      assert.ok(loaded instanceof Account);
      assert.deepEqual([loaded.id, loaded.version, loaded.history, loaded.uncommittedEvents], [id, 30, amounts, []]);
    });

    it('says that an aggregate does not exist, or gives null', async () => {
      await assert.rejects(store.load(Account, 'nobody'), AggregateNotFoundException);
      assert.equal(await store.find(Account, 'nobody'), null);
    });

    it('saves nothing twice, and refuses a save over a newer version', async () => {
      const account = await savedAccount([1]);
      const [mine, theirs] = [await store.load(Account, account.id), await store.load(Account, account.id)];
      theirs.deposit(2);
      await store.save(theirs);
      assert.deepEqual([(await store.save(theirs)).version, theirs.version], [2, 2]);
      mine.deposit(3);
      await assert.rejects(store.save(mine), ConcurrencyException);
      assert.equal(mine.uncommittedEvents.length, 1);
      assert.deepEqual((await store.load(Account, account.id)).history, [1, 2]);
    });

    it('update makes the change again on a conflict, so that none is lost', async () => {
      const { id } = await savedAccount([0]);
      await Promise.all(
        Array.from({ length: 8 }, () => store.update(Account, id, (account) => account.deposit(1), { retries: 50 })),
      );
      assert.equal((await store.load(Account, id)).balance, 8);
      await assert.rejects(
        store.update(Account, id, async (account) => {
          await store.append(`account-${id}`, new Deposited(1));
          account.deposit(1);
        }),
        ConcurrencyException,
      );
    }, 60_000);

    it('loads the state of the past, by version and by time', async () => {
      const { id } = await savedAccount([1, 2, 3]);
      await store.createSnapshot(Account, id);
      const before = (await store.append(`ticks-${id}`, new Deposited(0))).events[0]!.recordedAt;
      await until(
        async () => (await store.append(`ticks-${id}`, new Deposited(0))).events[0]!.recordedAt.getTime() > before.getTime(),
      );
      await store.update(Account, id, (account) => account.deposit(4));
      assert.deepEqual((await store.load(Account, id, { version: 2 })).history, [1, 2]);
      assert.deepEqual((await store.load(Account, id, { version: 4 })).history, [1, 2, 3, 4]);
      assert.deepEqual((await store.load(Account, id, { at: before })).history, [1, 2, 3]);
      await assert.rejects(store.load(Account, id, { at: new Date(0) }), AggregateNotFoundException);
      await assert.rejects(store.load(Account, id, { version: 5 }), InvalidOptionException);
    });

    it('E10 snapshot and tail give the state of a full replay, for any history', async () => {
      const amount = fc.integer({ min: 1, max: 1000 });
      await fc.assert(
        fc.asyncProperty(
          fc.array(amount, { minLength: 1, maxLength: 20 }),
          fc.array(amount, { maxLength: 20 }),
          async (early, late) => {
            const { id } = await savedAccount(early);
            await store.createSnapshot(Account, id);
            if (late.length > 0) await store.update(Account, id, (account) => late.forEach((each) => account.withdraw(each)));
            const loaded = await store.load(Account, id);
            assert.deepEqual(
              [loaded.version, loaded.history],
              [early.length + late.length, [...early, ...late.map((each) => -each)]],
            );
          },
        ),
        { numRuns: 15 },
      );
    }, 60_000);

    it('E10 a snapshot that was damaged, or is of another version of the class, is not served', async () => {
      const { id } = await savedAccount([1, 2]);
      await backend.saveSnapshot(`account-${id}`, 3, {
        version: 2,
        state: '{"sum":"forged","state":{"balance":999,"history":[]}}',
      });
      assert.equal((await store.load(Account, id)).balance, 3);
      await backend.saveSnapshot(`account-${id}`, 3, { version: 2, state: '"nonsense"' });
      assert.equal((await store.load(Account, id)).balance, 3);
      await backend.saveSnapshot(`account-${id}`, 2, { version: 2, state: '{"sum":"old","state":{"balance":1}}' });
      assert.equal((await store.load(Account, id)).balance, 3);
    });

    it('makes a snapshot each time that a multiple of N is crossed, also in steps that jump over it', async () => {
      const automatic = contractStore(backend, { snapshotEvery: 10 });
      const account = new Account(freshId());
      for (let step = 0; step < 4; step++) {
        for (let event = 0; event < 4; event++) account.deposit(1);
        await automatic.save(account);
        await automatic.drain();
      }
      const { snapshot } = await backend.load({
        stream: `account-${account.id}`,
        snapshotVersion: 3,
        after: 0,
        upTo: 99,
        limit: 99,
        isFull: false,
      });
      assert.equal(snapshot?.version, 12);
      assert.equal((await automatic.load(Account, account.id)).balance, 16);
    });

    it('an append-only node refuses to replay', async () => {
      const appendOnly = contractStore(backend, { replay: false });
      const { id } = await savedAccount([1]);
      await appendOnly.append(`account-${id}`, new Deposited(1));
      await assert.rejects(appendOnly.load(Account, id), ReplayDisabledException);
      assert.throws(() => appendOnly.readAll(), ReplayDisabledException);
    });
  });
}
