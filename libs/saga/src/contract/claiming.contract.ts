import assert from 'node:assert/strict';
import type { SagaStore } from '../backends/saga-store.js';
import { fresh, newNode, newSaga, NODE_TERM, runningSaga, writeOf } from './contract-sagas.js';
import type { SagaStoreFactory, SagaStoreSubject } from './saga-store-subject.js';
import { testRunner } from './test-runner.js';

/** Who gets which saga, and when a node counts as dead. */
export function claimingContract(factory: SagaStoreFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('claiming', () => {
    let subject: SagaStoreSubject;
    let store: SagaStore;
    let other: SagaStore;
    beforeAll(async () => {
      subject = await factory();
      [store, other] = [await subject.open(), await subject.open()];
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('each saga that is due goes to one of the nodes that claim at one time, under a new token', async () => {
      const name = fresh('due');
      await store.insert(Array.from({ length: 200 }, () => newSaga({ name })));
      const [a, b] = [await newNode(store), await newNode(store)];
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 ? store : other).claim(n % 2 ? a : b, [{ name, version: 1 }], 20)),
      );
      const ids = claims.flat().map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      while (ids.length < 200) {
        const more = await store.claim(a, [{ name, version: 1 }], 50);
        assert.ok(more.length > 0);
        ids.push(...more.map(({ id }) => id));
      }
      assert.equal(new Set(ids).size, 200);
      const [row] = await store.findMany([ids[0]!]);
      assert.deepEqual([row!.status, row!.token], ['running', 2]);
    });

    it('what is not due, not known, or of another version is left', async () => {
      const name = fresh('left');
      const node = await newNode(store);
      const due = newSaga({ name });
      await store.insert([
        due,
        newSaga({ name, delay: 60_000 }),
        newSaga({ name, version: 2 }),
        newSaga({ name: fresh('unknown') }),
      ]);
      const rows = await store.claim(node, [{ name, version: 1 }], 10);
      assert.deepEqual(
        rows.map(({ id }) => id),
        [due.id],
      );
      assert.deepEqual(
        (await store.versions([name])).map(({ version }) => version).toSorted((a, b) => a - b),
        [1, 2],
      );
    });

    it('the longest due are taken first, and names that are near each other are different ones', async () => {
      const name = fresh('ordered');
      const node = await newNode(store);
      const ids: string[] = [];
      for (let n = 0; n < 6; n++) {
        const saga = newSaga({ name });
        ids.push(saga.id);
        await store.insert([saga, newSaga({ name: name.toUpperCase() }), newSaga({ name: `${name} ` })]);
      }
      const taken: string[] = [];
      for (let n = 0; n < 3; n++) taken.push(...(await store.claim(node, [{ name, version: 1 }], 2)).map(({ id }) => id).sort());
      assert.deepEqual(taken.slice(0, 2), ids.slice(0, 2).sort());
      assert.deepEqual(taken.slice(4), ids.slice(4).sort());
      assert.deepEqual(await store.claim(node, [{ name, version: 1 }], 2), []);
    });

    it('several names are claimed together up to the limit, and none is left out for another', async () => {
      const node = await newNode(store);
      const names = [fresh('many'), fresh('few')];
      await store.insert(Array.from({ length: 30 }, () => newSaga({ name: names[0]! })));
      await store.insert([newSaga({ name: names[1]! })]);
      const runnable = names.map((name) => ({ name, version: 1 }));
      const first = await store.claim(node, runnable, 10);
      assert.equal(first.length, 10);
      const rest = await store.claim(node, runnable, 100);
      assert.equal(rest.length, 21);
      assert.equal([...first, ...rest].filter(({ name }) => name === names[1]).length, 1);
      assert.deepEqual(await store.claim(node, [], 10), []);
    });

    it('a node is declared dead when its lease is over, by one that has been alive for a term, and never comes back', async () => {
      const [mortal, survivor] = [await newNode(store, 40), await newNode(store, 60_000)];
      assert.deepEqual(await store.nodes.declareDead(survivor, 60_000), []);
      await new Promise((resolve) => setTimeout(resolve, 60));
      assert.equal(await store.nodes.renew(mortal, 40), true, 'a lease that nobody declared dead is revived');
      await new Promise((resolve) => setTimeout(resolve, 60));
      assert.ok((await store.nodes.declareDead(survivor, 20)).includes(mortal));
      assert.deepEqual(await store.nodes.declareDead(survivor, 20), []);
      assert.equal(await store.nodes.renew(mortal, 40), false);
      assert.deepEqual(await store.nodes.declareDead(mortal, 0), []);
    });

    it('S4 the sagas of dead and unknown nodes are taken over, in doubt and counted, and the old owner records nothing', async () => {
      const name = fresh('lost');
      const [mortal, survivor] = [await newNode(store, 20), await newNode(store)];
      const row = await runningSaga(store, mortal, { name });
      const orphan = await runningSaga(store, fresh('never-registered'), { name });
      const alive = await runningSaga(store, survivor, { name });
      await new Promise((resolve) => setTimeout(resolve, 50));
      await store.nodes.declareDead(survivor, 20);
      const [a, b] = await Promise.all([
        store.takeOver(survivor, [{ name, version: 1 }], 10, false),
        other.takeOver(survivor, [{ name, version: 1 }], 10, false),
      ]);
      const taken = [...a, ...b];
      assert.deepEqual(taken.map(({ id }) => id).sort(), [row.id, orphan.id].sort());
      for (const each of taken)
        assert.deepEqual([each.owner, each.token, each.isDoubtful, each.recoveries], [survivor, 2, true, 1]);
      assert.deepEqual(await store.record([writeOf(row)]), []);
      assert.equal((await store.find(alive.id))?.token, 1);
      const current = taken.find(({ id }) => id === row.id)!;
      await store.record([writeOf(current)]);
      assert.deepEqual([(await store.find(row.id))?.recoveries, (await store.find(row.id))?.isDoubtful], [0, false]);
    });

    it('suspects are taken over by those who ask for them only', async () => {
      const name = fresh('suspect');
      const survivor = await newNode(store);
      const suspect = await runningSaga(store, fresh('dead'), { name });
      for (const recoveries of [1, 2]) {
        const [taken] = await store.takeOver(survivor, [{ name, version: 1 }], 10, false);
        assert.equal(taken?.recoveries, recoveries);
        await store.recordAlone(writeOf(taken!, { owner: survivor, isProgress: false, isReleased: true, due: 0 }));
        const [again] = await store.claim(fresh('dead'), [{ name, version: 1 }], 10);
        assert.equal(again?.id, suspect.id);
      }
      assert.deepEqual(await store.takeOver(survivor, [{ name, version: 1 }], 10, false), []);
      assert.equal((await store.takeOver(survivor, [{ name, version: 1 }], 10, true))[0]?.recoveries, 3);
    });

    it('a node that died long ago is forgotten when no saga is its own any more; one that is silent is not', async () => {
      const name = fresh('forgotten');
      const [idle, owning, survivor] = [await newNode(store, 20), await newNode(store, 20), await newNode(store)];
      const row = await runningSaga(store, owning, { name });
      await new Promise((resolve) => setTimeout(resolve, 50));
      await store.prune(0, 1_000);
      for (const silent of [idle, owning]) assert.equal(await store.nodes.renew(silent, 20), true);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await store.nodes.declareDead(survivor, 20);
      await store.prune(3_600_000, 1_000);
      for (const dead of [idle, owning]) assert.equal(await isForgotten(store, dead), false, 'its death is young');
      await Promise.all([store, other, store].map((each) => each.prune(0, 1_000)));
      assert.deepEqual([await isForgotten(store, idle), await isForgotten(store, owning)], [true, false]);
      assert.equal((await store.takeOver(survivor, [{ name, version: 1 }], 10, false))[0]?.id, row.id);
      await store.prune(0, 1_000);
      assert.equal(await isForgotten(store, owning), true);
      assert.equal(await store.nodes.renew(survivor, NODE_TERM), true);
      assert.deepEqual(await store.record([writeOf(row)]), []);
    });

    it('a node that leaves gives everything up at once, and is not known any more', async () => {
      const node = await newNode(store);
      const row = await runningSaga(store, node);
      assert.deepEqual(await store.owned(node), [{ id: row.id, token: 1 }]);
      await store.leave(node);
      const after = (await store.find(row.id))!;
      assert.deepEqual([after.owner, after.token, after.recoveries], [undefined, 2, 0]);
      assert.ok(after.nextAt! <= after.readAt);
      assert.equal(await store.nodes.renew(node, 1_000), false);
    });

    it('what a node does not run it gives back, and hears which of its sagas are to be cancelled', async () => {
      const node = await newNode(store);
      const [kept, stray] = [await runningSaga(store, node), await runningSaga(store, node)];
      await store.cancel(kept.id, 'enough');
      assert.deepEqual(await store.cancelRequests(node), [{ id: kept.id, reason: 'enough' }]);
      await store.release(node, [stray.id]);
      assert.deepEqual(
        (await store.owned(node)).map(({ id }) => id),
        [kept.id],
      );
      assert.deepEqual(await store.record([writeOf(stray)]), []);
    });

    it('sagas that were stopped for their version go on under another definition, not under the same', async () => {
      const name = fresh('stopped');
      const node = await newNode(store);
      const row = await runningSaga(store, node, { name, fingerprint: 'old' });
      const error = { name: 'SagaVersionException', message: 'm', code: 'SAGA_VERSION' };
      await store.record([writeOf(row, { status: 'stopped', isReleased: true, error, fingerprint: 'bad' })]);
      assert.equal(await store.resumeStopped(name, 1, 'bad'), 0);
      assert.deepEqual(await store.claim(node, [{ name, version: 1 }], 1), []);
      assert.equal(await store.resumeStopped(name, 1, 'good'), 1);
      assert.equal((await store.claim(node, [{ name, version: 1 }], 1))[0]?.id, row.id);
    });
  });
}

/** Whether a dead node's id is free: a death that is known outlasts a registration. Makes the node known if so. */
async function isForgotten({ nodes }: SagaStore, id: string): Promise<boolean> {
  await nodes.register({ id, host: 'contract', pid: 1 }, NODE_TERM);
  return nodes.renew(id, NODE_TERM);
}
