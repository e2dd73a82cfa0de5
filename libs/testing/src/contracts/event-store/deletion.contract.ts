import assert from 'node:assert/strict';
import {
  AggregateNotFoundException,
  HardDeleteDisabledException,
  SnapshotException,
  StreamClosedException,
  StreamNotFoundException,
} from '@ledgerline/event-sourcing';
import type { EventBackend, LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import { testRunner } from '../test-runner.js';
import { all, contractStore, freshId } from './contract-store.js';
import { Account, Deposited } from './contract-events.js';
import type { EventBackendFactory, EventBackendSubject } from './event-backend-subject.js';

/** Truncating, archiving and deleting streams. */
export function deletionContract(factory: EventBackendFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('deletion', () => {
    let subject: EventBackendSubject;
    let backend: EventBackend;
    let store: LedgerlineEventStore;
    const versions = async (stream: string) => (await all(store.readStream(stream))).map(({ version }) => version);
    const logVersions = async (category: string) => (await all(store.readAll({ category }))).map(({ version }) => version);
    const deposits = (count: number) => Array.from({ length: count }, (_, index) => new Deposited(index + 1));

    beforeAll(async () => {
      subject = await factory();
      backend = await subject.open();
      store = contractStore(backend);
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('a truncated stream is read from there on, in the log too, and goes on with its versions', async () => {
      const category = `truncated${freshId()}`;
      const stream = `${category}-1`;
      await store.append(stream, deposits(5));
      await store.truncateStream(stream, 4);
      await store.truncateStream(stream, 2);
      assert.deepEqual(
        [await versions(stream), await logVersions(category)],
        [
          [4, 5],
          [4, 5],
        ],
      );
      assert.equal((await store.append(stream, new Deposited(6), { expectedVersion: 5 })).version, 6);
      await store.truncateStream(stream, 99);
      assert.deepEqual(await versions(stream), []);
      assert.equal((await store.append(stream, new Deposited(7))).version, 7);
    });

    it('an aggregate is rebuilt from a snapshot behind which it was truncated, and never from a part of its history', async () => {
      const account = new Account(freshId());
      for (let amount = 1; amount <= 4; amount++) account.deposit(amount);
      await store.save(account);
      const stream = `account-${account.id}`;
      await store.truncateStream(stream, 3);
      await assert.rejects(store.load(Account, account.id), SnapshotException);
      const kept = new Account(freshId());
      for (let amount = 1; amount <= 4; amount++) kept.deposit(amount);
      await store.save(kept);
      await store.createSnapshot(Account, kept.id);
      await store.truncateStream(`account-${kept.id}`, 5);
      await store.append(`account-${kept.id}`, new Deposited(5));
      assert.equal((await store.load(Account, kept.id)).balance, 15);
    });

    it('an archived stream is read and takes no more events', async () => {
      const stream = `archived-${freshId()}`;
      await store.append(stream, deposits(2));
      await store.archiveStream(stream);
      assert.deepEqual(await versions(stream), [1, 2]);
      await assert.rejects(
        store.append(stream, new Deposited(3)),
        (error) => error instanceof StreamClosedException && error.state === 'archived',
      );
    });

    it('a deleted stream is gone for readers, and its name is never used again', async () => {
      const account = new Account(freshId());
      account.deposit(1);
      await store.save(account);
      await store.createSnapshot(Account, account.id);
      const stream = `account-${account.id}`;
      await store.deleteStream(stream);
      assert.deepEqual(await versions(stream), []);
      await assert.rejects(store.load(Account, account.id), AggregateNotFoundException);
      await assert.rejects(
        store.append(stream, new Deposited(1), { expectedVersion: 'any' }),
        (error) => error instanceof StreamClosedException && error.state === 'deleted',
      );
      assert.deepEqual(
        (await all(store.readAll())).filter((recorded) => recorded.stream === stream),
        [],
      );
    });

    it('events are erased for good only where the application allows it, and the log is read past them', async () => {
      const category = `erased${freshId()}`;
      const erasing = contractStore(backend, { hardDelete: true });
      await store.append(`${category}-1`, deposits(3));
      await store.append(`${category}-2`, deposits(1));
      await assert.rejects(store.deleteStream(`${category}-1`, { hard: true }), HardDeleteDisabledException);
      assert.deepEqual(await versions(`${category}-1`), [1, 2, 3]);
      await erasing.deleteStream(`${category}-1`, { hard: true });
      assert.deepEqual(await logVersions(category), [1]);
      assert.deepEqual(
        (await all(store.readAll({ category, direction: 'backwards' }))).map(({ version }) => version),
        [1],
      );
    });

    it('says that a stream does not exist', async () => {
      const stream = `none-${freshId()}`;
      await assert.rejects(store.archiveStream(stream), StreamNotFoundException);
      await assert.rejects(store.truncateStream(stream, 1), StreamNotFoundException);
      await assert.rejects(store.deleteStream(stream), StreamNotFoundException);
    });
  });
}
