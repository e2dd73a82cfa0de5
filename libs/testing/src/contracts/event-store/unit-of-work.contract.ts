import assert from 'node:assert/strict';
import { ConcurrencyException, EventIdConflictException, NotCommittedException } from '@ledgerline/event-sourcing';
import type { CommittedEvents, EventBackend, LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import { runOutsideMessageContext, TransactionEndedException, TransactionSpoiledException } from '@ledgerline/storage';
import { testRunner } from '../test-runner.js';
import { until } from '../eventually.js';
import { Account, all, contractStore, Deposited, freshId, log, Noted } from './contract-store.js';
import type { EventBackendFactory, EventBackendSubject } from './event-backend-subject.js';
import { inUnit } from './in-unit.js';
import { unitReadingContract } from './unit-reading.contract.js';

/** Appends that commit together without a manager being handed to them. */
export function unitOfWorkContract(factory: EventBackendFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  unitReadingContract(factory);

  describe('units of work', () => {
    let subject: EventBackendSubject;
    let backend: EventBackend;
    let store: LedgerlineEventStore;
    const told: CommittedEvents[] = [];
    const amounts = async (stream: string) =>
      (await all(store.readStream(stream))).map(({ event }) => (event as Deposited).amount);

    beforeAll(async () => {
      subject = await factory();
      backend = await subject.open();
      store = contractStore(backend, { snapshotEvery: 3 });
      store.commits.listen((committed) => told.push(committed));
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('E1 commit all their appends together, in the order in which they were made', async () => {
      const [a, b] = [`unit-a-${freshId()}`, `unit-b-${freshId()}`];
      const results = await inUnit(backend, async () => [
        await store.append(a, [new Deposited(1), new Deposited(2)]),
        await store.append(b, new Deposited(3), { expectedVersion: 'no-stream' }),
        await store.append(a, new Deposited(4), { expectedVersion: 2 }),
      ]);
      assert.deepEqual(
        results.map(({ version }) => version),
        [2, 1, 3],
      );
      const logged = (await log(store)).filter(({ stream }) => stream === a || stream === b);
      const places = results.flatMap(({ events }) => events.map(({ partition, position }) => [partition, position]));
      const inOrder = backend.partitions === 1 ? places : places.toSorted(([p, n], [q, m]) => p! - q! || n! - m!);
      assert.deepEqual(
        logged.map(({ partition, position }) => [partition, position]),
        inOrder,
      );
      assert.deepEqual([await amounts(a), await amounts(b)], [[1, 2, 4], [3]]);
    });

    it('know the version at once, and the place in the log with the commit; whoever asks earlier is told so', async () => {
      const stream = `unit-place-${freshId()}`;
      const result = await inUnit(backend, async () => {
        const early = await store.append(stream, new Deposited(1));
        assert.equal(early.version, 1);
        assert.equal(early.events[0]!.version, 1);
        for (const read of [
          () => early.position,
          () => early.token,
          () => early.events[0]!.recordedAt,
          () => JSON.stringify(early),
        ])
          assert.throws(read, NotCommittedException);
        return early;
      });
      const [stored] = await all(store.readStream(stream));
      assert.equal(result.position, stored!.position);
      assert.equal(result.token, stored!.token);
      assert.equal(result.events[0]!.id, stored!.id);
      assert.deepEqual(result.events[0]!.recordedAt, stored!.recordedAt);
      assert.equal((JSON.parse(JSON.stringify(result)) as { position: number }).position, stored!.position);
    });

    it('leave nothing when they fail, and tell nobody; the versions are free again', async () => {
      const stream = `unit-failed-${freshId()}`;
      const failing = inUnit(backend, async () => {
        await store.append(stream, new Deposited(1));
        throw new Error('changed my mind');
      });
      await assert.rejects(failing, /changed my mind/);
      assert.deepEqual(await amounts(stream), []);
      assert.equal((await store.append(stream, new Deposited(2), { expectedVersion: 'no-stream' })).version, 1);
      assert.deepEqual(
        told.filter(({ result }) => result.stream === stream).map(({ events }) => (events[0] as Deposited).amount),
        [2],
      );
    });

    it('meet a conflict at the append, and may go on without it', async () => {
      const [lost, kept] = [`unit-lost-${freshId()}`, `unit-kept-${freshId()}`];
      await store.append(lost, new Deposited(1));
      await inUnit(backend, async () => {
        const conflict = store.append(lost, new Deposited(2), { expectedVersion: 'no-stream' });
        await assert.rejects(conflict, (error: ConcurrencyException) => error.actual === 1);
        await store.append(kept, new Deposited(3));
      });
      assert.deepEqual([await amounts(lost), await amounts(kept)], [[1], [3]]);
    });

    it('hold their streams, not the log: others append, and are read, while they are open', async () => {
      const [held, other] = [`unit-held-${freshId()}`, `unit-other-${freshId()}`];
      await store.append(held, new Deposited(1));
      let outside: Promise<unknown> = Promise.resolve();
      await inUnit(backend, async () => {
        await store.append(held, new Deposited(2), { expectedVersion: 1 });
        const separate = contractStore(await subject.open());
        outside = runOutsideMessageContext(() => separate.append(held, new Deposited(3), { expectedVersion: 1 }));
        outside.catch(() => undefined);
        await runOutsideMessageContext(() => separate.append(other, new Deposited(4)));
        await until(async () => (await runOutsideMessageContext(() => log(separate))).some(({ stream }) => stream === other));
      });
      await assert.rejects(outside, ConcurrencyException);
      assert.deepEqual(await amounts(held), [1, 2]);
    }, 60_000);

    it('tell of their events when they are committed, with where they went', async () => {
      const stream = `unit-told-${freshId()}`;
      const events = [new Deposited(1), new Deposited(2)];
      await inUnit(backend, async () => {
        for (const event of events) await store.append(stream, event);
        assert.equal(
          told.some(({ result }) => result.stream === stream),
          false,
        );
      });
      const own = told.filter(({ result }) => result.stream === stream);
      assert.deepEqual(
        own.map((each) => each.events[0]),
        events,
      );
      assert.deepEqual(
        own.map(({ result }) => result.version),
        [1, 2],
      );
    });

    it('E8 derive ids from their key: run again they change nothing; what is appended twice in one stands once', async () => {
      const [stream, elsewhere] = [`unit-key-${freshId()}`, `unit-else-${freshId()}`];
      const context = { idempotencyKey: freshId() };
      const run = () =>
        inUnit(
          backend,
          async () => [await store.append(stream, new Deposited(1)), await store.append(stream, new Deposited(2))],
          context,
        );
      const first = await run();
      // The same work, in a context of its own.
      const again = await run();
      assert.deepEqual(
        again.map(({ version, position }) => [version, position]),
        first.map(({ version, position }) => [version, position]),
      );
      assert.deepEqual(await amounts(stream), [1, 2]);
      const eventIds = ['0197b7a0-0000-4000-8000-' + Date.now().toString(16).padStart(12, '0')];
      await inUnit(backend, async () => {
        const one = await store.append(elsewhere, new Deposited(1), { eventIds });
        const other = await store.append(elsewhere, new Deposited(1), { eventIds });
        assert.equal(other.version, one.version);
        await assert.rejects(store.append(stream, new Deposited(1), { eventIds }), EventIdConflictException);
      });
      assert.deepEqual(await amounts(elsewhere), [1]);
    });

    it('let nothing join that comes after their end', async () => {
      const stream = `unit-late-${freshId()}`;
      let late: Promise<unknown> = Promise.resolve();
      let end = () => {};
      const ended = new Promise<void>((resolve) => (end = resolve));
      await inUnit(backend, async () => {
        late = ended.then(() => store.append(stream, new Deposited(1)));
        late.catch(() => undefined);
      });
      end();
      await assert.rejects(late, TransactionEndedException);
      assert.deepEqual(await amounts(stream), []);
    });

    it('that append to each other’s streams do not wait for ever: one is rolled back, the other commits', async () => {
      const [a, b] = [`unit-x-${freshId()}`, `unit-y-${freshId()}`];
      for (const stream of [a, b]) await store.append(stream, new Deposited(1));
      const barrier = meeting(2);
      const crossing = (first: string, second: string, amount: number) =>
        inUnit(backend, async () => {
          await store.append(first, new Deposited(amount));
          await barrier();
          await store.append(second, new Deposited(amount));
        });
      const outcomes = await Promise.allSettled([crossing(a, b, 2), crossing(b, a, 3)]);
      const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as { code: string }] : []));
      assert.deepEqual(
        failures.map(({ code }) => code),
        ['TRANSACTION_DEADLOCK'],
      );
      const winner = outcomes[0]!.status === 'fulfilled' ? 2 : 3;
      assert.deepEqual(
        [await amounts(a), await amounts(b)],
        [
          [1, winner],
          [1, winner],
        ],
      );
    }, 60_000);

    it('whose failure was caught do not commit', async () => {
      const [a, b] = [`unit-p-${freshId()}`, `unit-q-${freshId()}`];
      for (const stream of [a, b]) await store.append(stream, new Deposited(1));
      const barrier = meeting(2);
      const crossing = (first: string, second: string) =>
        inUnit(backend, async () => {
          await store.append(first, new Deposited(2));
          await barrier();
          await store.append(second, new Deposited(2)).catch(() => undefined);
        });
      const outcomes = await Promise.allSettled([crossing(a, b), crossing(b, a)]);
      const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
      assert.equal(failures.length, 1);
      assert.ok(failures[0] instanceof TransactionSpoiledException);
    }, 60_000);

    it('E10 take snapshots when they are committed, and none of what is rolled back', async () => {
      const account = new Account(freshId());
      for (let amount = 1; amount <= 3; amount++) account.deposit(amount);
      const stream = `account-${account.id}`;
      const snapshotVersion = async () =>
        (await backend.load({ stream, snapshotVersion: 3, after: 0, upTo: 99, limit: 99, isFull: true })).snapshot?.version;
      await inUnit(backend, () => store.save(account));
      await until(async () => (await snapshotVersion()) === 3);
      const failing = inUnit(backend, async () => {
        await store.update(Account, account.id, (loaded) => loaded.deposit(4));
        await store.createSnapshot(Account, account.id);
        throw new Error('changed my mind');
      });
      await assert.rejects(failing, /changed my mind/);
      assert.equal(await snapshotVersion(), 3);
      await inUnit(backend, async () => {
        await store.update(Account, account.id, (loaded) => loaded.deposit(5));
        await store.createSnapshot(Account, account.id);
      });
      assert.equal(await snapshotVersion(), 4);
      assert.equal((await store.load(Account, account.id)).balance, 11);
    }, 60_000);

    it('close no stream', async () => {
      const stream = `unit-close-${freshId()}`;
      await store.append(stream, new Noted('here'));
      await assert.rejects(
        inUnit(backend, () => store.archiveStream(stream)),
        { code: 'NOT_IN_UNIT_OF_WORK' },
      );
      assert.equal((await store.append(stream, new Noted('still here'))).version, 2);
    });
  });
}

/** Something that as many as given wait for each other at. */
function meeting(size: number): () => Promise<void> {
  let open = () => {};
  const all = new Promise<void>((resolve) => (open = resolve));
  let missing = size;
  return () => {
    missing -= 1;
    if (missing === 0) open();
    return all;
  };
}
