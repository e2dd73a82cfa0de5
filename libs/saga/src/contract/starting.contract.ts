import assert from 'node:assert/strict';
import type { SagaStore } from '../backends/saga-store.js';
import { fresh, newNode, newSaga } from './contract-sagas.js';
import type { SagaStoreFactory, SagaStoreSubject } from './saga-store-subject.js';
import { testRunner } from './test-runner.js';

/** How sagas come into the store. */
export function startingContract(factory: SagaStoreFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('starting', () => {
    let subject: SagaStoreSubject;
    let store: SagaStore;
    beforeAll(async () => {
      subject = await factory();
      store = await subject.open();
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('S5 of 64 starts under one id over two nodes exactly one inserts', async () => {
      const other = await subject.open();
      const id = fresh('raced');
      const wins = await Promise.all(
        Array.from({ length: 64 }, (_, racer) =>
          (racer % 2 ? store : other).insertOwn(newSaga({ id, context: `{"racer":${racer}}` })),
        ),
      );
      assert.equal(wins.filter(Boolean).length, 1);
      const winner = wins.indexOf(true);
      assert.equal((await store.find(id))?.context, `{"racer":${winner}}`);
    });

    it('a batch leaves alone what an earlier attempt has inserted', async () => {
      const [first, second] = [newSaga({ context: '{"n":1}' }), newSaga()];
      await store.insert([first]);
      await store.insert([{ ...first, context: '{"n":2}' }, second]);
      assert.equal((await store.find(first.id))?.context, '{"n":1}');
      assert.ok(await store.find(second.id));
    });

    it('a saga with an owner runs, one without is pending until its delay is over', async () => {
      const node = await newNode(store);
      const [own, delayed] = [newSaga({ owner: node, timeout: 5_000 }), newSaga({ delay: 60_000 })];
      await store.insert([own, delayed]);
      const [running, pending] = [(await store.find(own.id))!, (await store.find(delayed.id))!];
      assert.deepEqual([running.status, running.owner, running.token], ['running', node, 1]);
      assert.ok(Math.abs(running.deadline! - running.createdAt - 5_000) < 5);
      assert.deepEqual([pending.status, pending.owner], ['pending', undefined]);
      assert.ok(Math.abs(pending.nextAt! - pending.createdAt - 60_000) < 5);
    });

    it('ids that are near each other are different sagas', async () => {
      const stem = fresh('order');
      const ids = [`${stem}-A`, `${stem}-a`, `${stem}-a `, `${stem}-á`, `${stem}-a\u0301`, stem.padEnd(255, 'x')];
      for (const id of ids) assert.equal(await store.insertOwn(newSaga({ id })), true, id);
      for (const id of ids) assert.equal((await store.find(id))?.id, id);
    });

    it('a context comes back as it went in', async () => {
      const context = JSON.stringify({
        nul: 'a\0b',
        lone: '\ud800',
        '': '\u{1F600}',
        __proto__x: 1,
        deep: [[[{}]]],
        n: 1e21,
        s: '"\\',
      });
      const saga = newSaga({ context });
      await store.insert([saga]);
      assert.equal((await store.find(saga.id))?.context, context);
    });
  });
}
