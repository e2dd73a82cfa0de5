import assert from 'node:assert/strict';
import type { SagaStore } from '../backends/saga-store.js';
import { fresh, newNode, newSaga, runningSaga, writeOf } from './contract-sagas.js';
import type { SagaStoreFactory, SagaStoreSubject } from './saga-store-subject.js';
import { testRunner } from './test-runner.js';

class RollBack extends Error {}

/** What is written in a transaction of the application's, or of a step. A store without transactions refuses each of these. */
export function joiningContract(factory: SagaStoreFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('joining a transaction', () => {
    let subject: SagaStoreSubject;
    let store: SagaStore;
    let node: string;
    beforeAll(async () => {
      subject = await factory();
      store = await subject.open();
      node = await newNode(store);
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    const transaction: NonNullable<SagaStoreSubject['transaction']> = (work) =>
      subject.transaction ? subject.transaction(work) : store.transaction(work);
    const rolledBack = (work: (...given: Parameters<Parameters<typeof transaction>[0]>) => Promise<unknown>) =>
      assert.rejects(
        transaction(async (manager) => {
          await work(manager);
          throw new RollBack('on purpose');
        }),
        RollBack,
      );
    /** The specs of this group for a store that has transactions; the refusal for one that has none. */
    const joins = (name: string, work: () => Promise<void>) =>
      it(
        name,
        async () => {
          if (store.supportsTransactions) await work();
          else
            await assert.rejects(
              transaction(async () => undefined),
              /no transactions/,
            );
        },
        30_000,
      );

    joins('a start is there with the commit and not before, and not at all after a roll-back', async () => {
      const name = fresh('joined');
      const [kept, lost] = [newSaga({ name }), newSaga({ name })];
      await transaction(async (manager) => {
        assert.equal(await store.insertIn(manager, kept), true);
        assert.equal(await store.find(kept.id), undefined);
        assert.deepEqual(await store.claim(node, [{ name, version: 1 }], 10), []);
      });
      await rolledBack((manager) => store.insertIn(manager, lost));
      assert.deepEqual(
        (await store.claim(node, [{ name, version: 1 }], 10)).map(({ id }) => id),
        [kept.id],
      );
      assert.equal(await store.find(lost.id), undefined);
    });

    joins(
      'an id that an open transaction has inserted rejects as held within seconds, and is free after a roll-back',
      async () => {
        const saga = newSaga();
        await rolledBack(async (manager) => {
          await store.insertIn(manager, saga);
          await assert.rejects(store.insertOwn(saga), (error) => store.isHeld(error));
          // Starts under other ids are not held up.
          assert.equal(await store.insertOwn(newSaga()), true);
        });
        assert.equal(await store.insertOwn(saga), true);
      },
    );

    joins('a start under an id that is there gives false, and holds up nothing', async () => {
      const row = await runningSaga(store, node);
      await transaction(async (manager) => {
        assert.equal(await store.insertIn(manager, newSaga({ id: row.id })), false);
        assert.equal((await store.record([writeOf(row)])).length, 1);
      });
    });

    joins(
      'a signal is kept with the commit, wakes by the sweep, once, and its open transaction holds up no progress',
      async () => {
        const row = await runningSaga(store, node);
        const rest = writeOf(row, { status: 'waiting', guard: 'rest', isReleased: true, waitingFor: 'go', due: 600_000 });
        await transaction(async (manager) => {
          for (let repeat = 0; repeat < 2; repeat++)
            assert.equal((await store.signalIn(manager, row.id, 'go', 'once', '1')).kind, 'delivered');
          assert.equal((await store.record([rest]))[0]?.isHeld, false);
          await store.wakeSignalled();
          assert.ok((await store.find(row.id))!.nextAt! > Date.now() + 60_000);
        });
        await store.wakeSignalled();
        const woken = (await store.find(row.id))!;
        assert.ok(woken.nextAt! <= woken.readAt);
        assert.equal(woken.signals, 1);
        await store.wakeSignalled();
        assert.equal((await store.find(row.id))!.signals, 1);
      },
    );

    joins('a signal that is rolled back never was, and one to nobody, or to a saga that has ended, is refused', async () => {
      const [row, ended] = [await runningSaga(store, node), await runningSaga(store, node)];
      await store.record([writeOf(ended, { status: 'completed', isReleased: true })]);
      await rolledBack((manager) => store.signalIn(manager, row.id, 'go', 'x', null));
      await store.wakeSignalled();
      assert.equal(await store.nextSignal(row.id, 'go', []), undefined);
      await transaction(async (manager) => {
        assert.deepEqual(await store.signalIn(manager, fresh('nobody'), 'go', 'x', null), { kind: 'unknown' });
        const refused = await store.signalIn(manager, ended.id, 'go', 'x', null);
        assert.deepEqual(refused, { kind: 'refused', status: 'completed' });
      });
    });

    joins('a step is recorded with its transaction, with its attempts, and by its owner only', async () => {
      const row = await runningSaga(store, node);
      const attempt = {
        number: 1,
        step: 'a',
        direction: 'action',
        attempt: 1,
        outcome: 'ok',
        startedAt: 1_000,
        duration: 2,
      } as const;
      const write = writeOf(row, { progress: '{"history":1}', context: '{"b":2}', history: [attempt] });
      await assert.rejects(
        store.transaction(async (manager) => {
          assert.equal((await store.recordIn(manager, write))?.id, row.id);
          throw new RollBack();
        }),
        RollBack,
      );
      assert.deepEqual([(await store.find(row.id))!.progress, await store.history(row.id)], ['{}', []]);
      await store.transaction(async (manager) => {
        assert.equal(await store.recordIn(manager, { ...write, token: 7 }), undefined);
        const written = await store.recordIn(manager, write);
        assert.deepEqual([written?.isHeld, written?.signals], [false, 0]);
      });
      const after = (await store.find(row.id))!;
      assert.deepEqual([after.progress, after.context, (await store.history(row.id)).length], ['{"history":1}', '{"b":2}', 1]);
    });

    joins('a transactional step that was signalled or cancelled since it began hears of it as it records', async () => {
      const row = await runningSaga(store, node);
      await store.transaction(async (manager) => {
        await manager.query('SELECT 1');
        await store.signal(row.id, 'go', 's', null);
        await store.cancel(row.id, 'enough');
        const end = writeOf(row, { status: 'completed', guard: 'end', isReleased: true });
        const written = await store.recordIn(manager, end);
        assert.deepEqual(written, { id: row.id, isHeld: true, signals: 1, isCancelRequested: true, cancelReason: 'enough' });
      });
      assert.equal((await store.find(row.id))!.owner, node);
    });

    joins('the end of a child inside a transaction wakes its parent with the commit', async () => {
      const parent = await runningSaga(store, node);
      const child = await runningSaga(store, node, { parent: parent.id });
      await store.record([writeOf(parent, { status: 'waiting', guard: 'rest', isReleased: true, waitingFor: child.id })]);
      await store.transaction(async (manager) => {
        const end = writeOf(child, { status: 'completed', guard: 'end', isReleased: true, parent: parent.id });
        await store.recordIn(manager, end);
      });
      const woken = (await store.find(parent.id))!;
      assert.ok(woken.nextAt! <= woken.readAt);
    });
  });
}
