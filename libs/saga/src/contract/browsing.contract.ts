import assert from 'node:assert/strict';
import type { SagaStore } from '../backends/saga-store.js';
import { fresh, newNode, newSaga, runningSaga, writeOf } from './contract-sagas.js';
import type { SagaStoreFactory, SagaStoreSubject } from './saga-store-subject.js';
import { testRunner } from './test-runner.js';

/** Looking around: what the pages of the devtools ask. */
export function browsingContract(factory: SagaStoreFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('browsing', () => {
    let subject: SagaStoreSubject;
    let store: SagaStore;
    const names = { first: fresh('first'), second: fresh('second') };
    const ids = { waiting: '', running: '', standing: '', done: '', compensated: '', pending: '' };
    const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

    beforeAll(async () => {
      subject = await factory();
      store = await subject.open();
      const node = await newNode(store);
      const started = async (name: string) => {
        await nextMillisecond();
        return runningSaga(store, node, { name });
      };
      const waiting = await started(names.first);
      const rests = { status: 'waiting', isReleased: true, guard: 'rest', due: 600_000, waitingFor: 'go' } as const;
      await store.record([writeOf(waiting, rests)]);
      const standing = await started(names.first);
      await store.record([writeOf(standing, { status: 'compensation-failed', isReleased: true, failedStep: 'pay' })]);
      const done = await started(names.second);
      await store.record([writeOf(done, { status: 'completed', isReleased: true })]);
      const compensated = await started(names.second);
      await nextMillisecond();
      await store.record([writeOf(compensated, { status: 'compensated', isReleased: true })]);
      const running = await started(names.second);
      await nextMillisecond();
      const pending = newSaga({ name: names.first, delay: 60_000 });
      await store.insert([pending]);
      const all = { waiting, running, standing, done, compensated, pending };
      for (const key of Object.keys(ids) as (keyof typeof ids)[]) ids[key] = all[key].id;
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('gives open sagas of some statuses, the stalest first, without what is large', async () => {
      const all = await store.browser.stalest({
        statuses: ['pending', 'running', 'waiting', 'compensating', 'compensation-failed', 'stopped', 'completed'],
        limit: 10,
      });
      assert.deepEqual(idsOf(all), [ids.waiting, ids.standing, ids.running, ids.pending]);
      assert.ok(all.every((row) => !('context' in row) && row.readAt > 0));
      assert.deepEqual(idsOf(await store.browser.stalest({ statuses: ['stopped', 'compensation-failed'], limit: 10 })), [
        ids.standing,
      ]);
      assert.deepEqual(idsOf(await store.browser.stalest({ statuses: ['running'], saga: names.second, limit: 10 })), [
        ids.running,
      ]);
      assert.equal((await store.browser.stalest({ statuses: ['running', 'waiting'], limit: 1 })).length, 1);
    });

    it('gives those that ended, the last one first', async () => {
      assert.deepEqual(idsOf(await store.browser.lastEnded({ limit: 10 })), [ids.compensated, ids.done]);
      assert.deepEqual(await store.browser.lastEnded({ saga: names.first, limit: 10 }), []);
    });

    it('counts open sagas up to a limit', async () => {
      const { counts, isComplete } = await store.browser.openCounts({ most: 100 });
      const texts = counts.map(({ saga, status, count }) => `${saga === names.first ? 1 : 2} ${status} ${count}`).sort();
      assert.deepEqual([texts, isComplete], [['1 compensation-failed 1', '1 pending 1', '1 waiting 1', '2 running 1'], true]);
      assert.equal((await store.browser.openCounts({ most: 2 })).isComplete, false);
      assert.equal((await store.browser.openCounts({ saga: names.second, most: 100 })).counts.length, 1);
    });

    it('counts what ended, by minute', async () => {
      const now = (await store.find(ids.done))!.readAt;
      const found = await store.browser.endings({ since: now - 59 * 60_000, most: 100 });
      assert.deepEqual(found.map(({ minute, status, count }) => `${minute >= 57} ${status} ${count}`).sort(), [
        'true compensated 1',
        'true completed 1',
      ]);
      assert.deepEqual(await store.browser.endings({ since: now + 60_000, most: 100 }), []);
    });

    it('lists timers, soonest first, page by page', async () => {
      const [first, ...more] = await store.browser.timers({ limit: 10 });
      assert.deepEqual([first!.id, ...idsOf(more)], [ids.pending, ids.waiting]);
      const next = await store.browser.timers({ after: { at: first!.nextAt!, id: first!.id }, limit: 10 });
      assert.deepEqual(idsOf(next), [ids.waiting]);
    });

    it('a saga that rests for a time is woken, and no other', async () => {
      assert.equal((await store.wake(ids.waiting)).kind, 'delivered');
      const { nextAt, dueAt, readAt } = (await store.find(ids.waiting))!;
      assert.ok(nextAt! <= readAt && dueAt! <= readAt);
      assert.equal((await store.wake(ids.pending)).kind, 'delivered');
      assert.deepEqual(await store.wake(ids.running), { kind: 'refused', status: 'running' });
      assert.deepEqual(await store.wake(ids.done), { kind: 'refused', status: 'completed' });
      assert.deepEqual(await store.wake('nobody'), { kind: 'unknown' });
    });
  });
}

/** Stores tell apart what happened in different milliseconds. */
async function nextMillisecond(): Promise<void> {
  const now = Date.now();
  while (Date.now() <= now) await new Promise((resolve) => setImmediate(resolve));
}
