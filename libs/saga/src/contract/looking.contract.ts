import assert from 'node:assert/strict';
import type { SagaStore } from '../backends/saga-store.js';
import { fresh, newNode, newSaga, runningSaga, writeOf } from './contract-sagas.js';
import type { SagaStoreFactory, SagaStoreSubject } from './saga-store-subject.js';
import { testRunner } from './test-runner.js';

/** Signals, and what people look at. */
export function lookingContract(factory: SagaStoreFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('signals and lists', () => {
    let subject: SagaStoreSubject;
    let store: SagaStore;
    beforeAll(async () => {
      subject = await factory();
      store = await subject.open();
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('signals are kept in order, one that is sent again once, and those that were taken are passed over', async () => {
      const row = await runningSaga(store, await newNode(store));
      for (const [id, payload] of [
        ['a', '1'],
        ['b', '{"n":"\\u0000"}'],
        ['a', '9'],
        ['c', null],
      ] as const) {
        assert.equal((await store.signal(row.id, 'go', id, payload)).kind, 'delivered');
      }
      await store.signal(row.id, 'stop', 'd', '4');
      const taken: number[] = [];
      const payloads: (string | null)[] = [];
      for (
        let signal = await store.nextSignal(row.id, 'go', taken);
        signal;
        signal = await store.nextSignal(row.id, 'go', taken)
      ) {
        taken.push(signal.number);
        payloads.push(signal.payload);
      }
      assert.deepEqual(payloads, ['1', '{"n":"\\u0000"}', null]);
      assert.equal((await store.find(row.id))?.signals, 4);
    });

    it('a signal wakes the saga that waits for it, and none that waits for another', async () => {
      const node = await newNode(store);
      const row = await runningSaga(store, node);
      await store.record([writeOf(row, { status: 'waiting', guard: 'rest', isReleased: true, waitingFor: 'go' })]);
      await store.signal(row.id, 'other', 'o', null);
      assert.equal((await store.find(row.id))?.nextAt, undefined);
      await store.signal(row.id, 'go', 'g', null);
      assert.ok((await store.find(row.id))!.nextAt! <= Date.now() + 1_000);
    });

    it('a signal or cancel to nobody is told so, and so is one to a saga that has ended', async () => {
      assert.deepEqual(await store.signal('nobody', 'go', 'x', null), { kind: 'unknown' });
      assert.deepEqual(await store.cancel('nobody', ''), { kind: 'unknown' });
      const row = await runningSaga(store, await newNode(store));
      await store.record([writeOf(row, { status: 'compensated', isReleased: true })]);
      assert.deepEqual(await store.signal(row.id, 'go', 'x', null), { kind: 'refused', status: 'compensated' });
      assert.deepEqual(await store.cancel(row.id, ''), { kind: 'refused', status: 'compensated' });
    });

    it('a cancel ends a pending saga at once', async () => {
      const saga = newSaga({ delay: 60_000 });
      await store.insert([saga]);
      assert.deepEqual(await store.cancel(saga.id, 'no need'), { kind: 'delivered', status: 'cancelled', owner: undefined });
      const row = (await store.find(saga.id))!;
      assert.deepEqual([row.status, row.reason, row.finishedAt !== undefined], ['cancelled', 'Cancelled: no need', true]);
    });

    it('a cancel that ends a child which has not begun wakes its parent', async () => {
      const parent = await runningSaga(store, await newNode(store));
      const child = newSaga({ delay: 60_000, parent: parent.id });
      await store.insert([child]);
      await store.record([
        writeOf(parent, { status: 'waiting', guard: 'rest', isReleased: true, waitingFor: child.id, due: 600_000 }),
      ]);
      await store.cancel(child.id, '');
      const woken = (await store.find(parent.id))!;
      assert.equal(woken.signals, 1);
      assert.ok(woken.nextAt! <= woken.readAt);
    });

    it('lists are newest first, filtered, and paged without a gap', async () => {
      const name = fresh('listed');
      const ids = Array.from({ length: 25 }, (_, n) => `${name}-${String(n).padStart(2, '0')}`);
      for (const id of ids) await store.insert([newSaga({ name, id })]);
      const seen: string[] = [];
      let before: { createdAt: number; id: string } | undefined;
      for (;;) {
        const page = await store.list({ saga: name, limit: 10, before });
        if (page.length === 0) break;
        seen.push(...page.map(({ id }) => id));
        before = page.at(-1);
      }
      assert.deepEqual(seen, [...ids].reverse());
      assert.deepEqual(
        (await store.list({ saga: name, text: '-07', limit: 10 })).map(({ id }) => id),
        [`${name}-07`],
      );
      assert.equal((await store.list({ saga: name, status: ['running', 'waiting'], limit: 10 })).length, 0);
      assert.equal((await store.list({ saga: name, since: Date.now() + 60_000, limit: 10 })).length, 0);
      assert.equal((await store.list({ saga: name, status: ['pending'], until: Date.now() + 60_000, limit: 100 })).length, 25);
    });

    it('pages of sagas that were started at one moment have no gap either', async () => {
      const name = fresh('batch');
      const sagas = Array.from({ length: 25 }, () => newSaga({ name }));
      await store.insert(sagas);
      const seen: string[] = [];
      let page = await store.list({ saga: name, limit: 7 });
      for (; page.length > 0; page = await store.list({ saga: name, limit: 7, before: page.at(-1) }))
        seen.push(...page.map(({ id }) => id));
      assert.equal(seen.length, 25);
      assert.deepEqual(new Set(seen), new Set(sagas.map(({ id }) => id)));
    });

    it('a list is searched by id, reason, failed step and error, whatever the case, and what is searched for is no pattern', async () => {
      const name = fresh('searched');
      const node = await newNode(store);
      const error = { name: 'E', message: 'Härdest 100% no_thing' };
      const [failed, plain] = [await runningSaga(store, node, { name }), await runningSaga(store, node, { name })];
      await store.record([
        writeOf(failed, { status: 'stopped', isReleased: true, failedStep: 'chargeCard', reason: 'Look: here', error }),
      ]);
      const found = async (text: string) => (await store.list({ saga: name, text, limit: 10 })).map(({ id }) => id);
      for (const text of ['härdest 100%', 'LOOK: HERE', 'chargecard', 'no_thing', failed.id.toUpperCase()])
        assert.deepEqual(await found(text), [failed.id], text);
      for (const text of ['100_', 'no%thing', '%', "'", '\\'])
        assert.deepEqual(await found(text), text === '%' ? [failed.id] : [], text);
      assert.deepEqual((await found(name.slice(0, 3))).includes(plain.id), false);
      assert.deepEqual(await store.list({ saga: name, status: [], limit: 10 }), []);
    });

    it('the census counts what is not finished, and what is overdue', async () => {
      const name = fresh('counted');
      await store.insert([newSaga({ name }), newSaga({ name, delay: 60_000 })]);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const { active, overdue } = await store.census(5);
      assert.deepEqual(
        active.filter(({ saga }) => saga === name),
        [{ saga: name, status: 'pending', count: 2 }],
      );
      assert.equal(overdue.find(({ saga }) => saga === name)?.count, 1);
    });
  });
}
