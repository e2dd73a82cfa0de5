import assert from 'node:assert/strict';
import type { EventBackend, LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import { testRunner } from '../test-runner.js';
import { Account, all, contractStore, Deposited, freshId, Noted, Withdrawn } from './contract-store.js';
import type { EventBackendFactory, EventBackendSubject } from './event-backend-subject.js';
import { inUnit } from './in-unit.js';

/** What a unit of work reads: what is stored, and behind that what it has appended itself. */
export function unitReadingContract(factory: EventBackendFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('reading in units of work', () => {
    let subject: EventBackendSubject;
    let backend: EventBackend;
    let store: LedgerlineEventStore;

    beforeAll(async () => {
      subject = await factory();
      backend = await subject.open();
      store = contractStore(backend, { replay: { pageSize: 2 } });
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('gives a stream with the own events behind the stored ones, in pages, both ways, filtered and limited', async () => {
      const stream = `reads-${freshId()}`;
      await store.append(stream, [new Deposited(1), new Withdrawn(2), new Deposited(3)]);
      await inUnit(backend, async () => {
        await store.append(stream, [new Withdrawn(4), new Deposited(5)]);
        await store.append(stream, new Noted('6'));
        const versions = async (options: Parameters<typeof store.readStream>[1]) =>
          (await all(store.readStream(stream, options))).map(({ version }) => version);
        assert.deepEqual(await versions({}), [1, 2, 3, 4, 5, 6]);
        assert.deepEqual(await versions({ direction: 'backwards' }), [6, 5, 4, 3, 2, 1]);
        assert.deepEqual(await versions({ from: 3, to: 5 }), [3, 4, 5]);
        assert.deepEqual(await versions({ from: 5 }), [5, 6]);
        assert.deepEqual(await versions({ limit: 4 }), [1, 2, 3, 4]);
        assert.deepEqual(await versions({ limit: 4, direction: 'backwards' }), [6, 5, 4, 3]);
        assert.deepEqual(await versions({ types: [Deposited] }), [1, 3, 5]);
        assert.deepEqual(await versions({ types: [Withdrawn], direction: 'backwards', to: 5 }), [4, 2]);
      });
    });

    it('rebuilds aggregates with their own changes, however many there are', async () => {
      const [old, fresh] = [new Account(freshId()), new Account(freshId())];
      for (let amount = 1; amount <= 3; amount++) old.deposit(amount);
      await store.save(old);
      await inUnit(backend, async () => {
        for (let round = 0; round < 3; round++) await store.update(Account, old.id, (account) => account.deposit(10));
        fresh.deposit(1);
        await store.save(fresh);
        await store.update(Account, fresh.id, (account) => account.deposit(2));
        const loaded = await store.load(Account, old.id);
        assert.deepEqual([loaded.version, loaded.balance], [6, 36]);
        assert.equal((await store.load(Account, old.id, { version: 4 })).balance, 16);
        assert.equal((await store.load(Account, fresh.id)).balance, 3);
        assert.equal(await store.find(Account, freshId()), null);
      });
      assert.deepEqual([(await store.load(Account, old.id)).balance, (await store.load(Account, fresh.id)).balance], [36, 3]);
    });

    it('starts from a snapshot, and goes on with the own events', async () => {
      const account = new Account(freshId());
      for (let amount = 1; amount <= 3; amount++) account.deposit(amount);
      await store.save(account);
      await store.createSnapshot(Account, account.id);
      await inUnit(backend, async () => {
        await store.update(Account, account.id, (loaded) => loaded.deposit(4));
        assert.equal((await store.load(Account, account.id)).balance, 10);
      });
    });

    it('shows nobody else what is not committed', async () => {
      const account = new Account(freshId());
      account.deposit(1);
      await inUnit(backend, async () => {
        await store.save(account);
        const own = (await all(store.readAll())).filter(({ stream }) => stream === `account-${account.id}`);
        assert.deepEqual(own, []);
        assert.equal(
          (await backend.load({ stream: `account-${account.id}`, after: 0, upTo: 9, limit: 9, isFull: true })).version,
          0,
        );
      });
      assert.equal((await store.load(Account, account.id)).balance, 1);
    });

    it('takes no connection beside its own: as many units as the pool has connections, all of them reading, go on', async () => {
      const accounts = Array.from({ length: 16 }, () => new Account(freshId()));
      for (const account of accounts) account.deposit(1);
      await Promise.all(accounts.map((account) => store.save(account)));
      await Promise.all(
        accounts.map(({ id }) =>
          inUnit(backend, async () => {
            for (let round = 0; round < 3; round++) await store.update(Account, id, (account) => account.deposit(1));
            await all(store.readAll({ limit: 5 }));
          }),
        ),
      );
      for (const { id } of accounts) assert.equal((await store.load(Account, id)).balance, 4);
    }, 60_000);

    it('joins the open transaction of somebody else that is in the context, and sees what it has appended there', async () => {
      if (!subject.transaction) return;
      const account = new Account(freshId());
      account.deposit(1);
      const work = async () => {
        await store.save(account);
        await store.update(Account, account.id, (loaded) => loaded.deposit(2));
        assert.equal((await store.load(Account, account.id)).balance, 3);
        throw new Error('changed my mind');
      };
      await assert.rejects(inUnit(backend, work, { transaction: undefined }), /changed my mind/);
      assert.equal(await store.find(Account, account.id), null);
    });
  });
}
