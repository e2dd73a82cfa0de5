import assert from 'node:assert/strict';
import type { StepRecord } from '../backends/saga-row.js';
import type { SagaStore } from '../backends/saga-store.js';
import { newNode, newSaga, runningSaga, writeOf } from './contract-sagas.js';
import type { SagaStoreFactory, SagaStoreSubject } from './saga-store-subject.js';
import { testRunner } from './test-runner.js';

/** What an owner records, and what keeps it from recording. */
export function recordingContract(factory: SagaStoreFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('recording', () => {
    let subject: SagaStoreSubject;
    let store: SagaStore;
    let node: string;
    beforeAll(async () => {
      subject = await factory();
      store = await subject.open();
      node = await newNode(store);
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('S4 a write with an old token, or of a node that is not the owner, records nothing', async () => {
      const row = await runningSaga(store, node);
      assert.deepEqual(await store.record([writeOf(row, { token: 2 })]), []);
      assert.deepEqual(await store.record([writeOf(row, { owner: 'somebody' })]), []);
      assert.equal(await store.recordAlone(writeOf(row, { token: 0 })), undefined);
      assert.equal((await store.find(row.id))?.updatedAt, row.updatedAt);
    });

    it('writes of a batch that are fenced hold up no other', async () => {
      const rows = await Promise.all(Array.from({ length: 20 }, () => runningSaga(store, node)));
      const written = await store.record(
        rows.map((row, n) => writeOf(row, { token: n % 2 ? 9 : 1, progress: `{"history":${n}}` })),
      );
      assert.deepEqual(
        written.map(({ id }) => id).sort(),
        rows
          .filter((_, n) => n % 2 === 0)
          .map(({ id }) => id)
          .sort(),
      );
    });

    it('an end is written, unless a cancel was requested: then the saga stays with its owner', async () => {
      const [ended, cancelled] = [await runningSaga(store, node), await runningSaga(store, node)];
      const delivery = await store.cancel(cancelled.id, 'why not');
      assert.deepEqual(delivery, { kind: 'delivered', status: 'running', owner: node });
      const end = { status: 'completed', guard: 'end', isReleased: true, progress: '{"done":[{"step":"a"}]}' } as const;
      const answers = new Map(
        (await store.record([writeOf(ended, end), writeOf(cancelled, end)])).map((each) => [each.id, each]),
      );
      assert.deepEqual(answers.get(ended.id), {
        id: ended.id,
        isHeld: false,
        signals: 0,
        isCancelRequested: false,
        cancelReason: undefined,
      });
      assert.deepEqual(answers.get(cancelled.id), {
        id: cancelled.id,
        isHeld: true,
        signals: 0,
        isCancelRequested: true,
        cancelReason: 'why not',
      });
      const [a, b] = [(await store.find(ended.id))!, (await store.find(cancelled.id))!];
      assert.deepEqual([a.status, a.owner, a.finishedAt !== undefined], ['completed', undefined, true]);
      assert.deepEqual([b.status, b.owner, b.finishedAt, b.progress], ['running', node, undefined, end.progress]);
      assert.deepEqual(await store.cancel(ended.id, ''), { kind: 'refused', status: 'completed' });
    });

    it('a rest begins, unless a signal came that its owner has not seen', async () => {
      const [resting, signalled] = [await runningSaga(store, node, { timeout: 90_000 }), await runningSaga(store, node)];
      await store.signal(signalled.id, 'go', 's1', null);
      const rest = { status: 'waiting', guard: 'rest', isReleased: true, waitingFor: 'go', due: 600_000 } as const;
      const written = await store.record([writeOf(resting, rest), writeOf(signalled, rest)]);
      assert.deepEqual(
        written.map(({ id, isHeld, signals }) => [id, isHeld, signals]).toSorted(byId),
        [
          [resting.id, false, 0],
          [signalled.id, true, 1],
        ].toSorted(byId),
      );
      const [a, b] = [(await store.find(resting.id))!, (await store.find(signalled.id))!];
      assert.deepEqual([a.status, a.owner, a.waitingFor], ['waiting', undefined, 'go']);
      assert.deepEqual([b.status, b.owner], ['running', node]);
      // The least of due time and deadline wakes it.
      assert.ok(Math.abs(a.nextAt! - a.deadline!) < 5);
      const seen = await store.record([writeOf(signalled, { ...rest, seenSignals: 1 })]);
      assert.equal(seen[0]?.isHeld, false);
    });

    it('what did not change is not sent, and stays', async () => {
      const row = await runningSaga(store, node);
      await store.record([writeOf(row, { context: '{"b":2}', results: '{"a":[1]}' })]);
      await store.record([writeOf(row, { failedStep: 'x', error: { name: 'E', message: 'm' }, reason: 'r' })]);
      const after = (await store.find(row.id))!;
      assert.deepEqual([after.context, after.results, after.failedStep, after.reason], ['{"b":2}', '{"a":[1]}', 'x', 'r']);
      assert.deepEqual(after.error, { name: 'E', message: 'm' });
    });

    it('a write that is repeated changes nothing more, and its attempts are in the history once', async () => {
      const row = await runningSaga(store, node);
      const attempt: StepRecord = {
        number: 1,
        step: 'a',
        direction: 'action',
        attempt: 1,
        outcome: 'ok',
        startedAt: 1_000,
        duration: 2,
        changes: '{"x":null}',
      };
      const write = writeOf(row, { history: [attempt], progress: '{"history":1}' });
      await store.record([write]);
      await store.record([write]);
      await store.record([
        writeOf(row, {
          history: [{ ...attempt, number: 2, direction: 'compensation', outcome: 'retry', error: { name: 'E', message: 'm' } }],
        }),
      ]);
      const { changes: _changes, ...plain } = attempt;
      assert.deepEqual(
        (await store.history(row.id)).map((each) => ({ ...each })),
        [
          attempt,
          {
            ...plain,
            changes: '{"x":null}',
            number: 2,
            direction: 'compensation',
            outcome: 'retry',
            error: { name: 'E', message: 'm' },
          },
        ],
      );
    });

    it('the end of a child wakes its parent with the same write', async () => {
      const parent = await runningSaga(store, node);
      const child = await runningSaga(store, node, { parent: parent.id });
      await store.record([
        writeOf(parent, { status: 'waiting', guard: 'rest', isReleased: true, waitingFor: child.id, due: 600_000 }),
      ]);
      await store.recordAlone(writeOf(child, { status: 'completed', guard: 'end', isReleased: true, parent: parent.id }));
      const woken = (await store.find(parent.id))!;
      assert.equal(woken.signals, 1);
      assert.ok(woken.nextAt! <= woken.readAt);
    });

    it('a row that somebody holds delays no other of its batch', async () => {
      if (!subject.hold) return;
      const [held, free] = [await runningSaga(store, node), await runningSaga(store, node)];
      await subject.hold(held.id, async () => {
        const begun = performance.now();
        const written = await store.record([writeOf(held), writeOf(free)]);
        assert.deepEqual(
          written.map(({ id }) => id),
          [free.id],
        );
        assert.ok(performance.now() - begun < 1_000);
        await assert.rejects(store.recordAlone(writeOf(held)), (error) => store.isHeld(error));
      });
      assert.equal((await store.recordAlone(writeOf(held)))?.id, held.id);
    });

    it('texts of every kind are kept by a batch as they are by one write', async () => {
      const strange = `'"\\ \u{1F600} \r\n\t ; -- \u00e9 ?`;
      const context = JSON.stringify({ nul: 'a\0b', lone: '\ud800', strange });
      const error = { name: 'E', message: strange };
      const rows = await Promise.all(Array.from({ length: 3 }, () => runningSaga(store, node)));
      const [first, ...others] = rows.map((row) =>
        writeOf(row, { context, results: context, error, reason: strange, failedStep: 'a b', waitingFor: 'é', due: 5_000 }),
      );
      assert.equal((await store.record([first!])).length, 1);
      assert.equal((await store.record(others)).length, 2);
      for (const { id } of rows) {
        const row = (await store.find(id))!;
        assert.deepEqual(
          [row.context, row.results, row.error, row.reason, row.failedStep, row.waitingFor],
          [context, context, error, strange, 'a b', 'é'],
        );
        assert.ok(Math.abs(row.dueAt! - row.updatedAt - 5_000) < 5);
      }
    });

    it('what is young, active or stands for a person is not pruned', async () => {
      const [young, active, standing] = await Promise.all([1, 2, 3].map(() => runningSaga(store, node)));
      await store.record([
        writeOf(young!, { status: 'completed', isReleased: true }),
        writeOf(standing!, { status: 'compensation-failed', isReleased: true }),
      ]);
      await store.prune(3_600_000, 1_000);
      assert.equal((await store.findMany([young!.id, active!.id, standing!.id])).length, 3);
      await store.prune(0, 1_000);
      assert.deepEqual(
        (await store.findMany([active!.id, standing!.id])).map(({ id }) => id).sort(),
        [active!.id, standing!.id].sort(),
      );
    });

    it('finished sagas are pruned with all that is theirs, in batches', async () => {
      const rows = await Promise.all(Array.from({ length: 3 }, () => runningSaga(store, node)));
      const attempt: StepRecord = {
        number: 1,
        step: 'a',
        direction: 'action',
        attempt: 1,
        outcome: 'ok',
        startedAt: 1_000,
        duration: 2,
      };
      for (const row of rows) await store.signal(row.id, 'x', 'x', null);
      await store.record(rows.map((row) => writeOf(row, { status: 'completed', isReleased: true, history: [attempt] })));
      await new Promise((resolve) => setTimeout(resolve, 5));
      let pruned = 0;
      for (let some = 1; some > 0; pruned += some) some = await store.prune(1, 2);
      assert.ok(pruned >= 3);
      assert.equal((await store.findMany(rows.map(({ id }) => id))).length, 0);
      assert.deepEqual(await store.history(rows[0]!.id), []);
      await store.insertOwn(newSaga({ id: rows[0]!.id }));
      assert.equal(await store.nextSignal(rows[0]!.id, 'x', []), undefined);
    });
  });
}

function byId(one: readonly unknown[], other: readonly unknown[]): number {
  return String(one[0]) < String(other[0]) ? -1 : 1;
}
