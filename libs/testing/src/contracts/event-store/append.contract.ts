import assert from 'node:assert/strict';
import {
  ConcurrencyException,
  EventIdConflictException,
  InvalidEventException,
  type AppendOptions,
  type RecordedEvent,
} from '@ledgerline/event-sourcing';
import type { LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import { testRunner } from '../test-runner.js';
import { all, contractStore, freshId } from './contract-store.js';
import { Deposited, Withdrawn } from './contract-events.js';
import type { EventBackendFactory, EventBackendSubject } from './event-backend-subject.js';

const RACERS = 64;

/** Optimistic concurrency, atomicity and idempotent repetition of single appends. */
export function appendContract(factory: EventBackendFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('append', () => {
    let subject: EventBackendSubject;
    let store: LedgerlineEventStore;
    let otherNode: LedgerlineEventStore;

    beforeAll(async () => {
      subject = await factory();
      store = contractStore(await subject.open());
      otherNode = contractStore(await subject.open());
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    const race = async (stream: string, options: AppendOptions) => {
      const racers = Array.from({ length: RACERS }, (_, index) =>
        (index % 2 ? store : otherNode).append(stream, new Deposited(index), options),
      );
      const results = await Promise.allSettled(racers);
      const losers = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as unknown);
      for (const reason of losers) assert.ok(reason instanceof ConcurrencyException, String(reason));
      return {
        winners: RACERS - losers.length,
        losers: losers as ConcurrencyException[],
        stored: await all(store.readStream(stream)),
      };
    };

    it(`E3 of ${RACERS} racers on two nodes that expect one version, exactly one wins, and the others learn the actual version`, async () => {
      const stream = `race-${freshId()}`;
      await store.append(stream, new Deposited(0));
      const { winners, losers, stored } = await race(stream, { expectedVersion: 1 });
      assert.equal(winners, 1);
      assert.equal(stored.length, 2);
      for (const loser of losers) assert.deepEqual([loser.stream, loser.expected, loser.actual], [stream, 1, 2]);
    }, 60_000);

    for (const expectedVersion of ['no-stream', 0] as const) {
      it(`E3 of ${RACERS} racers that create one stream by ${JSON.stringify(expectedVersion)}, exactly one wins`, async () => {
        const { winners, stored } = await race(`creation-${freshId()}`, { expectedVersion });
        assert.equal(winners, 1);
        assert.equal(stored.length, 1);
      }, 60_000);
    }

    for (const expectedVersion of ['any', 'stream-exists'] as const) {
      it(`E3 of ${RACERS} racers that expect '${expectedVersion}', all are stored, each once`, async () => {
        const stream = `all-${freshId()}`;
        await store.append(stream, new Deposited(-1));
        const { winners, stored } = await race(stream, { expectedVersion });
        assert.equal(winners, RACERS);
        const amounts = stored.map(({ event }) => (event as Deposited).amount).sort((a, b) => a - b);
        assert.deepEqual(
          amounts,
          Array.from({ length: RACERS + 1 }, (_, index) => index - 1),
        );
      }, 60_000);
    }

    it('E3 refuses what each kind of expectation must refuse', async () => {
      const stream = `kinds-${freshId()}`;
      const conflict = (expectedVersion: AppendOptions['expectedVersion'], actual: number) =>
        assert.rejects(store.append(stream, new Deposited(1), { expectedVersion }), (error) => {
          assert.ok(error instanceof ConcurrencyException, String(error));
          assert.equal(error.actual, actual);
          return true;
        });
      await conflict('stream-exists', 0);
      await conflict(1, 0);
      await store.append(stream, new Deposited(1), { expectedVersion: 'no-stream' });
      await conflict('no-stream', 1);
      await conflict(0, 1);
      await conflict(2, 1);
      assert.equal((await all(store.readStream(stream))).length, 1);
    });

    it('E1 writes all events of an append or none', async () => {
      const stream = `atomic-${freshId()}`;
      const hostile = { constructor: Deposited, amount: () => 1 };
      await assert.rejects(store.append(stream, [new Deposited(1), hostile, new Deposited(2)]), InvalidEventException);
      assert.deepEqual(await all(store.readStream(stream)), []);
      const result = await store.append(stream, [new Deposited(1), new Withdrawn(1), new Deposited(2)]);
      assert.equal(result.version, 3);
      assert.equal((await all(store.readStream(stream))).length, 3);
    });

    it('answers where the events are, as a reader then finds them', async () => {
      const stream = `place-${freshId()}`;
      const result = await store.append(stream, [new Deposited(1), new Deposited(2)], {
        metadata: { correlationId: 'c1', tenant: 't' },
      });
      const stored = await all(otherNode.readStream(stream));
      assert.deepEqual(result.events.map(summary), stored.map(summary));
      const last = stored.at(-1)!;
      assert.deepEqual(
        [result.stream, result.version, result.partition, result.position, result.token],
        [stream, 2, last.partition, last.position, result.events[1]!.token],
      );
      assert.deepEqual(last.metadata, { correlationId: 'c1', tenant: 't' });
      assert.ok(Math.abs(last.recordedAt.getTime() - Date.now()) < 60_000);
    });

    it('E8 a repeated append with the same event ids changes nothing and returns the first result, from any node', async () => {
      const stream = `repeat-${freshId()}`;
      const eventIds = [id(1), id(2)];
      const first = await store.append(stream, [new Deposited(1), new Deposited(2)], { eventIds, expectedVersion: 'no-stream' });
      await store.append(stream, new Deposited(3));
      const again = await otherNode.append(stream, [new Deposited(1), new Deposited(2)], {
        eventIds,
        expectedVersion: 'no-stream',
      });
      assert.deepEqual([again.version, again.position, again.token], [first.version, first.position, first.token]);
      assert.deepEqual(again.events.map(summary), first.events.map(summary));
      assert.equal((await all(store.readStream(stream))).length, 3);
    });

    it('E8 racers with the same event ids store them once and all get the same result', async () => {
      const stream = `repeat-race-${freshId()}`;
      const eventIds = [id(3)];
      const results = await Promise.all(
        Array.from({ length: 16 }, (_, index) => (index % 2 ? store : otherNode).append(stream, new Deposited(1), { eventIds })),
      );
      assert.equal(new Set(results.map(({ position }) => position)).size, 1);
      assert.equal((await all(store.readStream(stream))).length, 1);
    });

    it('E8 event ids that are stored with other events are an error, and nothing is written', async () => {
      const [a, b] = [`ids-a-${freshId()}`, `ids-b-${freshId()}`];
      const eventIds = [id(4), id(5)];
      await store.append(a, [new Deposited(1), new Deposited(2)], { eventIds });
      await assert.rejects(store.append(b, [new Deposited(1), new Deposited(2)], { eventIds }), EventIdConflictException);
      await assert.rejects(
        store.append(a, [new Deposited(2), new Deposited(1)], { eventIds: eventIds.toReversed() }),
        EventIdConflictException,
      );
      await assert.rejects(
        store.append(a, [new Deposited(1), new Deposited(9)], { eventIds: [eventIds[0]!, id(6)] }),
        EventIdConflictException,
      );
      assert.deepEqual(await all(store.readStream(b)), []);
      assert.equal((await all(store.readStream(a))).length, 2);
    });
  });
}

let lastId = 0;

/** A UUID that is new in each run. */
function id(number: number): string {
  const unique = `${Date.now().toString(16)}${(number + lastId++).toString(16).padStart(4, '0')}`.slice(-12).padStart(12, '0');
  return `00000000-0000-4000-8000-${unique}`;
}

function summary({ id, type, stream, version, partition, position, recordedAt, event, metadata }: RecordedEvent) {
  return { id, type, stream, version, partition, position, recordedAt, event: { ...event }, metadata };
}
