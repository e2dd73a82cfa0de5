import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import type { RecordedEvent } from '@ledgerline/event-sourcing';
import type { LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import { testRunner } from '../test-runner.js';
import { all, contractStore, freshId, log } from './contract-store.js';
import { Deposited } from './contract-events.js';
import type { EventBackendFactory, EventBackendSubject } from './event-backend-subject.js';

/** Thrown to roll a transaction back on purpose. */
class RollBack extends Error {}

/** Versions, positions, and the promise that no reader of the log ever skips an event (E5, E6). */
export function orderingContract(factory: EventBackendFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('ordering', () => {
    let subject: EventBackendSubject;
    let store: LedgerlineEventStore;

    beforeAll(async () => {
      subject = await factory();
      store = contractStore(await subject.open(), { replay: { pageSize: 50 } });
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('E6 a log that was never written to is empty, and its first event is not skipped', async () => {
      assert.deepEqual(await log(store), []);
      const { position } = await store.append(`first-${freshId()}`, new Deposited(1));
      assert.deepEqual(
        (await log(store)).map((recorded) => recorded.position),
        [position],
      );
    });

    it('E5 versions of a stream are 1, 2, 3… and positions strictly increase, whatever is appended side by side', async () => {
      const step = fc.record({ stream: fc.integer({ min: 0, max: 4 }), events: fc.integer({ min: 1, max: 5 }) });
      const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(rounds, async (history) => {
          const prefix = `property-${freshId()}`;
          const expected = new Map<string, number>();
          for (const round of history) {
            await Promise.all(
              round.map(({ stream, events }) => {
                const name = `${prefix}-${stream}`;
                expected.set(name, (expected.get(name) ?? 0) + events);
                return store.append(
                  name,
                  Array.from({ length: events }, (_, index) => new Deposited(index)),
                );
              }),
            );
          }
          for (const [name, count] of expected) assertVersions(await all(store.readStream(name)), count);
        }),
        { numRuns: 25 },
      );
      assertAscending(await log(store));
    }, 120_000);

    it('E6 a tailing reader skips nothing and doubles nothing under concurrent writers, pauses and roll-backs', async () => {
      const committed = new Set<string>();
      const start = (await log(store)).at(-1)?.token;
      let isWriting = true;
      const seen: RecordedEvent[] = [];
      const tail = (async () => {
        let after = start;
        for (let isLast = false; ;) {
          for await (const recorded of store.readAll(after === undefined ? {} : { after })) {
            seen.push(recorded);
            after = recorded.token;
          }
          if (isLast) return;
          isLast = !isWriting;
          await pause(1);
        }
      })();
      await Promise.all(Array.from({ length: 12 }, (_, writer) => write(subject, store, writer, committed)));
      isWriting = false;
      await tail;
      assert.deepEqual(seen.map(({ id }) => id).sort(), [...committed].sort());
      assertAscending(seen);
    }, 120_000);
  });
}

/** Appends by turns at once and in transactions with random pauses, one in five rolled back; notes what was committed. */
async function write(
  subject: EventBackendSubject,
  store: LedgerlineEventStore,
  writer: number,
  committed: Set<string>,
): Promise<void> {
  for (let turn = 0; turn < 12; turn++) {
    const stream = `tail-${writer}-${freshId()}`;
    if (!subject.transaction || turn % 3 === 0) {
      const { events } = await store.append(stream, [new Deposited(turn), new Deposited(turn)]);
      for (const { id } of events) committed.add(id);
      continue;
    }
    const ids: string[] = [];
    const isRolledBack = Math.random() < 0.2;
    const work = subject.transaction(async (manager) => {
      for (const name of [stream, `${stream}-b`]) {
        const { events } = await store.append(name, new Deposited(turn), { manager });
        ids.push(...events.map(({ id }) => id));
        await pause(Math.random() * 12);
      }
      if (isRolledBack) throw new RollBack();
    });
    await work.then(
      () => ids.forEach((id) => committed.add(id)),
      (error: unknown) => assert.ok(error instanceof RollBack, String(error)),
    );
  }
}

function assertVersions(events: readonly RecordedEvent[], count: number): void {
  assert.deepEqual(
    events.map(({ version }) => version),
    Array.from({ length: count }, (_, index) => index + 1),
  );
  assertAscending(events);
}

function assertAscending(events: readonly RecordedEvent[]): void {
  const reached = new Map<number, number>();
  for (const { partition, position } of events) {
    assert.ok(
      Number.isSafeInteger(position) && position > (reached.get(partition) ?? 0),
      `position ${position} after ${reached.get(partition)}`,
    );
    reached.set(partition, position);
  }
}
