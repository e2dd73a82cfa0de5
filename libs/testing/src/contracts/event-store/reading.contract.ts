import assert from 'node:assert/strict';
import { InvalidOptionException } from '@ledgerline/storage';
import type { LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import { testRunner } from '../test-runner.js';
import { all, contractStore, freshId } from './contract-store.js';
import { Deposited, Withdrawn } from './contract-events.js';
import type { EventBackendFactory, EventBackendSubject } from './event-backend-subject.js';

/** Reading streams and the log: ranges, directions, filters, tokens. */
export function readingContract(factory: EventBackendFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('reading', () => {
    let subject: EventBackendSubject;
    let store: LedgerlineEventStore;
    const stream = `reading-${freshId()}`;
    const versions = async (options: Parameters<LedgerlineEventStore['readStream']>[1]) =>
      (await all(store.readStream(stream, options))).map(({ version }) => version);

    beforeAll(async () => {
      subject = await factory();
      store = contractStore(await subject.open(), { replay: { pageSize: 3 } });
      for (let number = 1; number <= 10; number++)
        await store.append(stream, number % 5 === 0 ? new Withdrawn(number) : new Deposited(number));
      await store.append(`other-${freshId()}`, [new Deposited(1), new Withdrawn(2)]);
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('reads a stream from start to end over pages', async () => {
      assert.deepEqual(await versions({}), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    it('reads a part of a stream, forwards and backwards', async () => {
      assert.deepEqual(await versions({ from: 4, to: 8 }), [4, 5, 6, 7, 8]);
      assert.deepEqual(await versions({ from: 4, to: 8, direction: 'backwards' }), [8, 7, 6, 5, 4]);
      assert.deepEqual(await versions({ direction: 'backwards', limit: 4 }), [10, 9, 8, 7]);
      assert.deepEqual(await versions({ from: 9, limit: 5 }), [9, 10]);
      assert.deepEqual(await versions({ from: 11 }), []);
      assert.deepEqual(await versions({ limit: 0 }), []);
    });

    it('reads only the types asked for', async () => {
      assert.deepEqual(await versions({ types: [Withdrawn] }), [5, 10]);
      assert.deepEqual(await versions({ types: [Withdrawn], direction: 'backwards', limit: 1 }), [10]);
      assert.deepEqual(await versions({ types: [] }), []);
    });

    it('gives nothing for a stream that does not exist', async () => {
      assert.deepEqual(await all(store.readStream(`none-${freshId()}`)), []);
    });

    it('reads the log by category and by type', async () => {
      assert.equal((await all(store.readAll({ category: 'reading' }))).length, 10);
      assert.equal((await all(store.readAll({ types: [Withdrawn] }))).length, 3);
      assert.deepEqual(
        (await all(store.readAll({ category: 'reading', types: [Withdrawn] }))).map(({ version }) => version),
        [5, 10],
      );
      assert.equal((await all(store.readAll({ limit: 5 }))).length, 5);
    });

    it('goes on behind a token, whole and filtered', async () => {
      const everything = await all(store.readAll());
      for (const index of [0, 4, everything.length - 1]) {
        const rest = await all(store.readAll({ after: everything[index]!.token }));
        assert.deepEqual(
          rest.map(({ id }) => id),
          everything.slice(index + 1).map(({ id }) => id),
        );
      }
    });

    it('reads the log backwards, each partition from its end', async () => {
      const forwards = await all(store.readAll());
      const backwards = await all(store.readAll({ direction: 'backwards' }));
      assert.deepEqual(backwards.map(({ id }) => id).sort(), forwards.map(({ id }) => id).sort());
      const newest = await all(store.readAll({ direction: 'backwards', category: 'reading', limit: 2 }));
      assert.deepEqual(
        newest.map(({ version }) => version),
        [10, 9],
      );
    });

    it('may be left in the middle', async () => {
      for await (const recorded of store.readAll()) {
        assert.ok(recorded.event instanceof Deposited);
        break;
      }
      assert.equal((await all(store.readStream(stream))).length, 10);
    });

    it('refuses a range, a limit or a token that makes no sense', () => {
      for (const options of [{ from: 0 }, { to: -1 }, { limit: 1.5 }, { direction: 'sideways' as never }]) {
        assert.throws(() => store.readStream(stream, options), InvalidOptionException);
      }
      for (const options of [{ after: 'elsewhere' }, { after: '9999-1' }, { after: -1 }, { category: 'a-b' }, { limit: -1 }]) {
        assert.throws(() => store.readAll(options), InvalidOptionException);
      }
      for (const name of ['', 'x'.repeat(256), 'a\0b', '\ud800', 7 as never])
        assert.throws(() => store.readStream(name), InvalidOptionException);
    });

    it('tells streams apart that a careless collation would merge', async () => {
      const id = freshId();
      const names = [`twin-${id}`, `Twin-${id}`, `twin-${id} `, `twín-${id}`, ` twin-${id}`, `twin-${id.toUpperCase()}x`];
      for (const [index, name] of names.entries())
        await store.append(name, new Deposited(index), { expectedVersion: 'no-stream' });
      for (const [index, name] of names.entries()) {
        const [recorded, ...more] = await all(store.readStream(name));
        assert.deepEqual([recorded!.stream, (recorded!.event as Deposited).amount, more.length], [name, index, 0]);
      }
    });
  });
}
