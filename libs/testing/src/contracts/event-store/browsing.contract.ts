import assert from 'node:assert/strict';
import { positionAt, type EventBackend, type EventBrowser, type LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import { testRunner } from '../test-runner.js';
import { contractStore } from './contract-store.js';
import { Deposited, Withdrawn } from './contract-events.js';
import type { EventBackendFactory, EventBackendSubject } from './event-backend-subject.js';

const NAMES = ['account-1', 'account-2', 'account-10', 'account', 'accounts-1', 'Account-1', 'account-ä', 'branch-1'];
const END = Number.MAX_SAFE_INTEGER;

/** Looking around: what the pages of the devtools ask. */
export function browsingContract(factory: EventBackendFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('browsing', () => {
    let subject: EventBackendSubject;
    let backend: EventBackend;
    let store: LedgerlineEventStore;
    let browser: EventBrowser;
    const everything = async (over: Partial<Parameters<EventBrowser['log']>[0]> = {}) => {
      const pages = Array.from({ length: backend.partitions }, async (_, partition) => {
        const upTo = (await backend.safeHead(partition)).position;
        return browser.log({ partition, after: 0, upTo, direction: 'forwards', limit: 100, ...over });
      });
      return (await Promise.all(pages)).flatMap(({ events }) => events);
    };

    beforeAll(async () => {
      subject = await factory();
      backend = await subject.open();
      browser = backend.browser;
      store = contractStore(backend);
      for (const [index, name] of NAMES.entries())
        await store.append(name, [new Deposited(index), new Withdrawn(100 + index)], {
          metadata: { correlationId: `c-${index}` },
        });
      await store.append('account-1', new Deposited(7), { metadata: { note: 'nul \0 and <b>', correlationId: 'c-0' } });
      await store.deleteStream('branch-1');
      await store.archiveStream('account-2');
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('lists the log without payloads, and without what is no longer read', async () => {
      const events = await everything();
      assert.equal(events.length, 15);
      assert.ok(events.every((event) => event.data === undefined && event.bytes > 0 && event.recordedAt > 0));
      assert.equal(JSON.parse(events.find(({ version }) => version === 3)!.metadata!).note, 'nul \0 and <b>');
    });

    it('filters by category, type, and texts of metadata and payload', async () => {
      assert.equal((await everything({ category: 'account' })).length, 11);
      assert.equal((await everything({ types: ['Withdrawn'] })).length, 7);
      const correlated = await everything({ metadataHolds: '"correlationId":"c-0"' });
      assert.deepEqual(
        correlated.map(({ stream, version }) => [stream, version]),
        [1, 2, 3].map((version) => ['account-1', version]),
      );
      const held = await everything({ dataHolds: '103' });
      assert.deepEqual(
        held.map(({ stream, data }) => [stream, typeof data]),
        [['account', 'string']],
      );
    });

    it('pages through the log backwards', async () => {
      const upTo = (await backend.safeHead(0)).position;
      const first = await browser.log({ partition: 0, after: END, upTo, direction: 'backwards', limit: 4 });
      const second = await browser.log({ partition: 0, after: first.scannedTo, upTo, direction: 'backwards', limit: 100 });
      const positions = [...first.events, ...second.events].map(({ position }) => position);
      assert.deepEqual(
        positions,
        [...positions].sort((a, b) => b - a),
      );
      assert.equal(first.events.length, Math.min(4, upTo));
      assert.ok(second.scannedTo <= 1);
    });

    it('pages through a stream, and finds an event by its id', async () => {
      const newest = await browser.stream({ stream: 'account-1', from: 1, to: END, direction: 'backwards', limit: 2 });
      assert.deepEqual(
        newest.map(({ version }) => version),
        [3, 2],
      );
      const found = await browser.event(newest[0]!.id);
      assert.deepEqual([found?.stream, found?.version, JSON.parse(found!.data).amount], ['account-1', 3, 7]);
      assert.equal(await browser.event('00000000-0000-7000-8000-000000000000'), undefined);
    });

    it('lists streams by name, by beginning and by category, page by page', async () => {
      const names = async (query: Partial<Parameters<EventBrowser['streams']>[0]>) =>
        (await browser.streams({ order: 'name', limit: 100, ...query })).streams.map(({ name }) => name);
      assert.deepEqual(
        await names({}),
        [...NAMES].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
      assert.deepEqual(await names({ prefix: 'account-1' }), ['account-1', 'account-10']);
      assert.deepEqual(await names({ category: 'account' }), ['account', 'account-1', 'account-10', 'account-2', 'account-ä']);
      assert.deepEqual(await names({ category: 'account', prefix: 'account-2' }), ['account-2']);
      assert.deepEqual(await names({ category: 'account', limit: 2, after: 'account-1' }), ['account-10', 'account-2']);
      assert.deepEqual(await names({ prefix: 'none' }), []);
    });

    it('lists the newest streams, page by page', async () => {
      const first = await browser.streams({ order: 'newest', limit: 3 });
      assert.deepEqual(
        first.streams.map(({ name }) => name),
        ['branch-1', 'account-ä', 'Account-1'],
      );
      const rest = await browser.streams({ order: 'newest', limit: 100, after: first.scannedTo });
      assert.deepEqual(
        rest.streams.map(({ name }) => name),
        NAMES.slice(0, 5).reverse(),
      );
      const filtered = await browser.streams({ order: 'newest', category: 'account', limit: 100 });
      assert.deepEqual(
        [filtered.streams.map(({ name }) => name)[0], filtered.streams.length, filtered.scannedTo],
        ['account-ä', 5, 0],
      );
    });

    it('shows a stream with its state and its snapshots', async () => {
      assert.equal((await browser.findStream('account-2'))?.stream.state, 'archived');
      assert.equal((await browser.findStream('branch-1'))?.stream.state, 'deleted');
      assert.equal(await browser.findStream('none'), undefined);
      await backend.saveSnapshot('account-1', 4, { version: 2, state: '{"sum":"x","state":{"balance":1}}' });
      const { stream, snapshots } = (await browser.findStream('account-1'))!;
      assert.deepEqual([stream.version, stream.category, stream.truncateBefore], [3, 'account', 1]);
      assert.deepEqual(
        snapshots.map(({ snapshotVersion, version }) => [snapshotVersion, version]),
        [[4, 2]],
      );
      assert.ok(snapshots[0]!.createdAt > 0 && snapshots[0]!.bytes > 0);
    });

    it('finds the position of a time', async () => {
      const events = (await everything({})).filter(({ partition }) => partition === 0);
      const { position: head } = await backend.safeHead(0);
      for (const { recordedAt } of events) {
        const found = await positionAt(browser, 0, head, recordedAt);
        assert.equal(
          events.find(({ position }) => position >= found),
          events.find((each) => each.recordedAt >= recordedAt),
        );
      }
      assert.equal(await positionAt(browser, 0, head, Date.now() + 86_400_000), head + 1);
    });

    it('tells when the last events were recorded, and how many streams there are at most', async () => {
      const newest = await browser.recordedSince(0, 0, 3);
      assert.equal(newest.length, Math.min(3, (await backend.safeHead(0)).position));
      assert.deepEqual(await browser.recordedSince(0, Date.now() + 86_400_000, 3), []);
      assert.ok((await browser.sizes()).streams >= NAMES.length);
    });
  });
}
