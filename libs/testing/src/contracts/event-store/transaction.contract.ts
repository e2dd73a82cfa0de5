import assert from 'node:assert/strict';
import { ConcurrencyException } from '@ledgerline/event-sourcing';
import type { LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import { testRunner } from '../test-runner.js';
import { all, contractStore, freshId } from './contract-store.js';
import { Account, Deposited } from './contract-events.js';
import type { EventBackendFactory, EventBackendSubject } from './event-backend-subject.js';

/** Appends that join a transaction of the application's. */
export function transactionContract(factory: EventBackendFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('transactions', () => {
    let subject: EventBackendSubject;
    let store: LedgerlineEventStore;

    beforeAll(async () => {
      subject = await factory();
      store = contractStore(await subject.open());
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('E1 a roll-back leaves nothing, and the version is free again', async () => {
      if (!subject.transaction) return;
      const stream = `roll-back-${freshId()}`;
      const work = subject.transaction(async (manager) => {
        await store.append(stream, [new Deposited(1), new Deposited(2)], { manager, expectedVersion: 'no-stream' });
        throw new Error('changed my mind');
      });
      await assert.rejects(work, /changed my mind/);
      assert.deepEqual(await all(store.readStream(stream)), []);
      assert.equal((await store.append(stream, new Deposited(3), { expectedVersion: 'no-stream' })).version, 1);
    });

    it('a conflict is an answer: the transaction goes on and its other writes are kept', async () => {
      if (!subject.transaction) return;
      const [lost, kept] = [`lost-${freshId()}`, `kept-${freshId()}`];
      await store.append(lost, new Deposited(1));
      await subject.transaction(async (manager) => {
        await assert.rejects(
          store.append(lost, new Deposited(2), { manager, expectedVersion: 'no-stream' }),
          ConcurrencyException,
        );
        await store.append(kept, new Deposited(3), { manager });
      });
      assert.equal((await all(store.readStream(lost))).length, 1);
      assert.equal((await all(store.readStream(kept))).length, 1);
    });

    it('several appends and aggregates of one transaction become visible together', async () => {
      if (!subject.transaction) return;
      const [a, b] = [new Account(freshId()), new Account(freshId())];
      a.deposit(5);
      b.deposit(7);
      await subject.transaction(async (manager) => {
        await store.save(a, { manager });
        await store.save(b, { manager });
        assert.equal(await store.find(Account, a.id), null);
      });
      assert.deepEqual([(await store.load(Account, a.id)).balance, (await store.load(Account, b.id)).balance], [5, 7]);
    });

    it('says clearly that a backend without transactions cannot join one', async () => {
      if (subject.transaction) return;
      await assert.rejects(store.append(`memory-${freshId()}`, new Deposited(1), { manager: {} as never }), /no transactions/);
    });
  });
}
