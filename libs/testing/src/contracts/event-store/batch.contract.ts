import assert from 'node:assert/strict';
import { ConcurrencyException, EventIdConflictException } from '@ledgerline/event-sourcing';
import type { AppendRequest, EventBackend } from '@ledgerline/event-sourcing/backend';
import { testRunner } from '../test-runner.js';
import { until } from '../eventually.js';
import { all, contractStore, freshId } from './contract-store.js';
import { Deposited } from './contract-events.js';
import type { EventBackendFactory, EventBackendSubject } from './event-backend-subject.js';

/** What travels together must not disturb each other (E4). */
export function batchContract(factory: EventBackendFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('batches', () => {
    let subject: EventBackendSubject;
    let backend: EventBackend;

    beforeAll(async () => {
      subject = await factory();
      backend = await subject.open();
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('E4 a batch with losers stores the winners and tells each loser why', async () => {
      const [taken, fresh, missing] = [`taken-${freshId()}`, `fresh-${freshId()}`, `missing-${freshId()}`];
      await backend.append([request(taken, -1, 2)]);
      const outcomes = await backend.append([
        request(taken, 0),
        request(fresh, 0, 3),
        request(missing, 7),
        request(`more-${freshId()}`, -1),
      ]);
      assert.deepEqual(
        outcomes.map(({ kind }) => kind),
        ['conflict', 'appended', 'conflict', 'appended'],
      );
      assert.deepEqual(outcomes[0], { kind: 'conflict', actual: 2 });
      assert.deepEqual(outcomes[2], { kind: 'conflict', actual: 0 });
      assert.equal((await backend.load({ stream: fresh, after: 0, upTo: 99, limit: 99, isFull: true })).version, 3);
      assert.equal((await backend.load({ stream: missing, after: 0, upTo: 99, limit: 99, isFull: true })).version, 0);
    });

    it('E4 conflicts and repeated ids that travel with 60 good appends disturb none of them', async () => {
      const store = contractStore(backend);
      const repeated = ['00000000-0000-4000-9000-' + Date.now().toString(16).padStart(12, '0')];
      await store.append(`first-${freshId()}`, new Deposited(1), { eventIds: repeated });
      const good = Array.from({ length: 60 }, () => store.append(`good-${freshId()}`, new Deposited(1), { expectedVersion: 0 }));
      const conflict = store.append(`bad-${freshId()}`, new Deposited(1), { expectedVersion: 5 });
      const clash = store.append(`bad-${freshId()}`, new Deposited(1), { eventIds: repeated });
      await Promise.all([
        assert.rejects(conflict, ConcurrencyException),
        assert.rejects(clash, EventIdConflictException),
        ...good,
      ]);
    });

    it('E4 a stream that is held by an open transaction delays no append to others, and its own are stored when it ends', async () => {
      if (!subject.hold) return;
      const store = contractStore(backend);
      const held = `held-${freshId()}`;
      await store.append(held, new Deposited(1));
      let waiting: Promise<unknown>[] = [];
      await subject.hold(held, async () => {
        waiting = [store.append(held, new Deposited(2)), store.append(held, new Deposited(3))];
        for (let round = 0; round < 3; round++) {
          await Promise.all(Array.from({ length: 64 }, () => store.append(`other-${freshId()}`, new Deposited(1))));
        }
        assert.deepEqual(await amounts(store, held), [1]);
      });
      await Promise.all(waiting);
      assert.deepEqual(await amounts(store, held), [1, 2, 3]);
    }, 60_000);

    it('E4 a stream that an open transaction is creating delays nobody else, and conflicts when it was created', async () => {
      if (!subject.transaction || subject.hasTurns) return;
      const store = contractStore(backend);
      const held = `creating-${freshId()}`;
      let second: Promise<unknown> = Promise.resolve();
      await subject.transaction(async (manager) => {
        await store.append(held, new Deposited(1), { manager, expectedVersion: 'no-stream' });
        second = store.append(held, new Deposited(2), { expectedVersion: 'no-stream' });
        second.catch(() => undefined);
        await Promise.all(Array.from({ length: 64 }, () => store.append(`other-${freshId()}`, new Deposited(1))));
      });
      await assert.rejects(second, ConcurrencyException);
      assert.deepEqual(await amounts(store, held), [1]);
    }, 60_000);

    it('keeps the order in which one caller appends to one stream without waiting', async () => {
      const store = contractStore(backend);
      const stream = `order-${freshId()}`;
      await Promise.all(Array.from({ length: 100 }, (_, index) => store.append(stream, new Deposited(index))));
      const stored = await until(async () => amounts(store, stream));
      assert.deepEqual(
        stored,
        Array.from({ length: 100 }, (_, index) => index),
      );
    }, 60_000);
  });
}

async function amounts(store: ReturnType<typeof contractStore>, stream: string): Promise<number[]> {
  return (await all(store.readStream(stream))).map(({ event }) => (event as Deposited).amount);
}

let lastEvent = 0;

function request(stream: string, expected: number, events = 1): AppendRequest {
  const newEvents = Array.from({ length: events }, () => ({
    id: `00000000-0000-4000-a000-${Date.now().toString(16).slice(-8)}${(lastEvent++ % 65_536).toString(16).padStart(4, '0')}`,
    type: 'Deposited',
    schemaVersion: 1,
    data: '{"amount":1}',
    metadata: null,
  }));
  return { stream, category: stream.split('-')[0]!, expected, events: newEvents, mayRepeat: false };
}
