import assert from 'node:assert/strict';
import type { SagaStore } from '../backends/saga-store.js';
import { fresh, newNode, runningSaga, writeOf } from './contract-sagas.js';
import type { SagaStoreFactory, SagaStoreSubject } from './saga-store-subject.js';
import { testRunner } from './test-runner.js';

const ROUNDS = 40;

/** What is decided when two things happen to a saga at one moment: by the row, and never by both or by neither. */
export function racingContract(factory: SagaStoreFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('racing', () => {
    let subject: SagaStoreSubject;
    let store: SagaStore;
    let other: SagaStore;
    let node: string;
    beforeAll(async () => {
      subject = await factory();
      [store, other] = [await subject.open(), await subject.open()];
      node = await newNode(store);
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('a cancel and an end: the end is written and the cancel refused, or the saga stays with its owner and hears of it', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const row = await runningSaga(store, node);
        const end = writeOf(row, { status: 'completed', guard: 'end', isReleased: true });
        const [written, delivery] = await Promise.all([store.recordAlone(end), other.cancel(row.id, 'race')]);
        const after = (await store.find(row.id))!;
        const expected = written!.isHeld
          ? { kind: 'delivered', status: 'running', owner: node, cancelled: true }
          : { kind: 'refused', status: 'completed', owner: undefined, cancelled: false };
        assert.deepEqual(
          { kind: delivery.kind, status: after.status, owner: after.owner, cancelled: after.isCancelRequested },
          expected,
        );
        assert.equal(written!.isCancelRequested, written!.isHeld);
      }
    }, 60_000);

    it('a signal and a wait: the saga rests and is woken, or does not come to rest', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const row = await runningSaga(store, node);
        const rest = writeOf(row, { status: 'waiting', guard: 'rest', isReleased: true, waitingFor: 'go', due: 600_000 });
        const [written, delivery] = await Promise.all([store.recordAlone(rest), other.signal(row.id, 'go', 's', '1')]);
        assert.equal(delivery.kind, 'delivered');
        const after = (await store.find(row.id))!;
        assert.equal(after.signals, 1);
        if (written!.isHeld) assert.deepEqual([after.status, after.owner], ['running', node]);
        else assert.ok(after.owner === undefined && after.nextAt! <= after.readAt, `round ${round}`);
        assert.equal((await store.nextSignal(row.id, 'go', []))?.payload, '1');
      }
    }, 60_000);

    it('a takeover and a write of the owner that was declared dead: the write is in what was taken, or was not made', async () => {
      const survivor = await newNode(store);
      const name = fresh('raced');
      for (let round = 0; round < ROUNDS / 2; round++) {
        const row = await runningSaga(store, fresh('dead'), { name });
        const progress = `{"history":${round + 1}}`;
        const [written, taken] = await Promise.all([
          store.recordAlone(writeOf(row, { progress })),
          other.takeOver(survivor, [{ name, version: 1 }], 10, false),
        ]);
        const rest = taken.length > 0 ? taken : await other.takeOver(survivor, [{ name, version: 1 }], 10, false);
        assert.equal(rest.length, 1);
        assert.deepEqual([rest[0]!.id, rest[0]!.token, rest[0]!.owner], [row.id, 2, survivor]);
        assert.equal(rest[0]!.progress === progress, written !== undefined, `round ${round}`);
        assert.equal((await store.find(row.id))!.progress, rest[0]!.progress);
        await store.recordAlone(writeOf(rest[0]!, { status: 'completed', isReleased: true }));
      }
    }, 60_000);

    it('signals of many senders are all kept, those under one id once, and are taken in one order', async () => {
      const row = await runningSaga(store, node);
      await Promise.all(
        Array.from({ length: 32 }, (_, n) =>
          (n % 2 ? store : other).signal(row.id, 'go', n < 16 ? 'same' : `own-${n}`, String(n)),
        ),
      );
      assert.equal((await store.find(row.id))!.signals, 17);
      const taken: number[] = [];
      for (let signal = await store.nextSignal(row.id, 'go', []); signal; signal = await other.nextSignal(row.id, 'go', taken))
        taken.push(signal.number);
      assert.equal(taken.length, 17);
      assert.deepEqual(
        taken,
        taken.toSorted((a, b) => a - b),
      );
    });

    it('nodes that prune at one time share it out: each saga goes once, with all that is its own', async () => {
      const rows = await Promise.all(Array.from({ length: 60 }, () => runningSaga(store, node)));
      for (const { id } of rows.slice(0, 5)) await store.signal(id, 'go', 's', null);
      await store.record(rows.map((row) => writeOf(row, { status: 'completed', isReleased: true })));
      await new Promise((resolve) => setTimeout(resolve, 5));
      const prune = async (by: SagaStore) => {
        let count = 0;
        for (let some = 1; some > 0; count += some) some = await by.prune(0, 7);
        return count;
      };
      const counts = await Promise.all([prune(store), prune(other), prune(store)]);
      assert.ok(counts.reduce((sum, count) => sum + count, 0) >= rows.length);
      // One that came when all were held by others has ended early; what is left goes now.
      await prune(store);
      assert.deepEqual(await store.findMany(rows.map(({ id }) => id)), []);
      assert.equal(await store.nextSignal(rows[0]!.id, 'go', []), undefined);
    }, 60_000);

    it('batches of two nodes, starts, signals and cancels beside each other end without an error', async () => {
      const rows = await Promise.all(Array.from({ length: 60 }, () => runningSaga(store, node)));
      const writes = (from: SagaStore, shown: string) =>
        Array.from({ length: 8 }, (_, n) => from.record(rows.map((row) => writeOf(row, { progress: `{"${shown}":${n}}` }))));
      const disturbances = rows.flatMap(({ id }, n) =>
        n % 3 ? [other.signal(id, 'go', `s-${n}`, null)] : [store.cancel(id, 'beside')],
      );
      const answers = await Promise.all([...writes(store, 'a'), ...writes(other, 'b')]);
      const deliveries = await Promise.all(disturbances);
      assert.ok(deliveries.every(({ kind }) => kind === 'delivered'));
      // A batch passes over what another one holds; all the same no saga is passed over by all of them.
      const written = new Set(answers.flat().map(({ id }) => id));
      assert.equal(written.size, rows.length);
    }, 60_000);
  });
}
