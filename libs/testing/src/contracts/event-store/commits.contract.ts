import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ConcurrencyException } from '@ledgerline/event-sourcing';
import type { CommittedEvents, LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import type { EntityManager } from 'typeorm';
import { until } from '../eventually.js';
import { testRunner } from '../test-runner.js';
import { Deposited } from './contract-events.js';
import { contractStore, freshId } from './contract-store.js';
import type { EventBackendFactory, EventBackendSubject } from './event-backend-subject.js';

/** What a process is told of its own commits. */
export function commitsContract(factory: EventBackendFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('commits of this process', () => {
    let subject: EventBackendSubject;
    let store: LedgerlineEventStore;
    const told: CommittedEvents[] = [];
    const toldOf = (stream: string) =>
      told.flatMap(({ events, result }) => (result.stream === stream ? (events as Deposited[]).map(({ amount }) => amount) : []));

    beforeAll(async () => {
      subject = await factory();
      store = contractStore(await subject.open());
      store.commits.listen((committed) => told.push(committed));
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('are told of with the objects that were appended, and where they went', async () => {
      const stream = `told-${freshId()}`;
      const event = new Deposited(1);
      const result = await store.append(stream, event);
      const committed = told.find((each) => each.result.stream === stream)!;
      assert.equal(committed.events[0], event);
      assert.equal(committed.result.position, result.position);
    });

    it('are told of once, however often an append is repeated, and never for one that lost', async () => {
      const stream = `once-${freshId()}`;
      const eventIds = [randomUUID()];
      await store.append(stream, new Deposited(1), { eventIds });
      await store.append(stream, new Deposited(1), { eventIds });
      await assert.rejects(store.append(stream, new Deposited(2), { expectedVersion: 'no-stream' }), ConcurrencyException);
      assert.deepEqual(toldOf(stream), [1]);
    });

    it('are told of after the commit of the transaction that they are in, with all that is in it', async () => {
      if (!subject.transaction) return;
      const stream = `after-${freshId()}`;
      await subject.transaction(async (manager) => {
        await store.append(stream, new Deposited(1), { manager });
        await store.append(stream, new Deposited(2), { manager });
        assert.deepEqual(toldOf(stream), []);
      });
      assert.deepEqual(toldOf(stream), [1, 2]);
    });

    it('are none after a roll-back, be it of the transaction or of a savepoint', async () => {
      if (!subject.transaction) return;
      const [gone, kept] = [`gone-${freshId()}`, `kept-${freshId()}`];
      const undone = (manager: EntityManager, stream: string) =>
        manager.transaction(async (inner) => {
          await store.append(stream, new Deposited(9), { manager: inner });
          throw new Error('changed my mind');
        });
      await assert.rejects(subject.transaction(async (manager) => undone(manager, gone)));
      await subject.transaction(async (manager) => {
        await store.append(kept, new Deposited(1), { manager });
        await manager.transaction((inner) => store.append(kept, new Deposited(2), { manager: inner }));
        await assert.rejects(undone(manager, gone));
      });
      assert.deepEqual(toldOf(gone), []);
      assert.deepEqual(toldOf(kept), [1, 2]);
    });

    it('are told of in the order of their stream, in transactions and out of them', async () => {
      const stream = `order-${freshId()}`;
      const numbers = Array.from({ length: 30 }, (_, index) => index + 1);
      const appended: number[] = [];
      const append = async (number: number, manager?: EntityManager) => {
        const { version } = await store.append(stream, new Deposited(number), manager ? { manager } : {});
        appended[version - 1] = number;
      };
      const appends = numbers.map((number) =>
        number % 3 === 0 && subject.transaction ? subject.transaction((manager) => append(number, manager)) : append(number),
      );
      await Promise.all(appends);
      await until(() => toldOf(stream).length === numbers.length);
      assert.deepEqual(toldOf(stream), appended);
    });
  });
}
