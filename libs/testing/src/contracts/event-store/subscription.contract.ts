import assert from 'node:assert/strict';
import { currentMessageContext } from '@ledgerline/storage';
import type { RecordedEvent, SubscribeOptions, Subscription } from '@ledgerline/event-sourcing';
import type { EventBackend, LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import { until } from '../eventually.js';
import { testRunner } from '../test-runner.js';
import { contractStore, freshId, log } from './contract-store.js';
import { Deposited, Withdrawn } from './contract-events.js';
import type { EventBackendFactory, EventBackendSubject } from './event-backend-subject.js';

const TERM = 1_000;

/** Catch-up subscriptions: order, checkpoints, leases, members, poison events. */
export function subscriptionContract(factory: EventBackendFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('subscriptions', () => {
    let subject: EventBackendSubject;
    let backend: EventBackend;
    let store: LedgerlineEventStore;
    let otherNode: LedgerlineEventStore;
    const opened: Subscription[] = [];

    beforeAll(async () => {
      subject = await factory();
      backend = await subject.open();
      store = contractStore(backend, { leaseTerm: TERM });
      otherNode = contractStore(await subject.open(), { leaseTerm: TERM });
    }, 60_000);
    afterAll(async () => {
      await Promise.all([store.stopSubscriptions(), otherNode.stopSubscriptions()]);
      await subject.drop();
    }, 60_000);

    /** A subscription that notes what it gets. */
    const collect = (
      node: LedgerlineEventStore,
      options: SubscribeOptions,
      onEvent: (recorded: RecordedEvent) => void = () => undefined,
    ) => {
      const seen: RecordedEvent[] = [];
      const subscription = node.subscribe(options, async (events) => {
        for (const recorded of events) {
          onEvent(recorded);
          seen.push(recorded);
        }
      });
      opened.push(subscription);
      return { seen, subscription };
    };

    it('hands over what is stored, then what is appended, in order, once, from any node', async () => {
      const category = `catchup${freshId()}`;
      for (let number = 0; number < 5; number++) await store.append(`${category}-${number % 2}`, new Deposited(number));
      const { seen, subscription } = collect(store, { category, from: 'start', batchSize: 2 });
      await until(() => seen.length === 5 && subscription.status().state === 'live');
      for (let number = 5; number < 10; number++) await otherNode.append(`${category}-${number % 2}`, new Deposited(number));
      await until(() => seen.length === 10);
      assert.deepEqual(perStream(seen), perStream(await ofCategory(store, category)));
      await subscription.stop();
      assert.equal(subscription.status().state, 'stopped');
    }, 60_000);

    it('starts at the end without a name, and hears only of the classes asked for', async () => {
      const category = `end${freshId()}`;
      await store.append(`${category}-1`, new Withdrawn(1));
      const { seen, subscription } = collect(store, { category, types: [Withdrawn] });
      await until(() => subscription.status().state === 'live');
      await store.append(`${category}-1`, [new Deposited(2), new Withdrawn(3)]);
      await until(() => seen.length === 1);
      assert.equal((seen[0]!.event as Withdrawn).amount, 3);
      await subscription.stop();
    }, 60_000);

    it('hands over in the context of the request that an event came of, with the event as the cause', async () => {
      const category = `lineage${freshId()}`;
      const contexts: { kind: string; correlationId: string; causationId?: string; event: string }[] = [];
      const note = ({ id }: RecordedEvent) => {
        const { kind, correlationId, causationId } = currentMessageContext()!;
        contexts.push({ kind, correlationId, causationId, event: id });
      };
      await store.append(`${category}-1`, new Deposited(1), { metadata: { correlationId: 'request-1' } });
      await store.append(`${category}-2`, new Deposited(2));
      const { seen } = collect(store, { category, from: 'start', batchSize: 1 }, note);
      await until(() => seen.length === 2);
      const of = (correlationId: string) => contexts.find((context) => context.correlationId === correlationId);
      const [named, unnamed] = [...seen].sort((left, right) => left.stream.localeCompare(right.stream)).map(({ id }) => id);
      assert.deepEqual(of('request-1'), { kind: 'subscription', correlationId: 'request-1', causationId: named, event: named });
      assert.deepEqual(of(unnamed!), { kind: 'subscription', correlationId: unnamed, causationId: unnamed, event: unnamed });
    });

    it('starts behind a token', async () => {
      const category = `token${freshId()}`;
      const { token } = await store.append(`${category}-1`, new Deposited(1));
      await store.append(`${category}-1`, new Deposited(2));
      const { seen, subscription } = collect(store, { category, from: token });
      await until(() => seen.length === 1);
      assert.equal(seen[0]!.version, 2);
      await subscription.stop();
    }, 60_000);

    it('goes on behind its checkpoint after a stop, on another node', async () => {
      const [name, category] = [`durable-${freshId()}`, `durable${freshId()}`];
      await store.append(`${category}-1`, [new Deposited(1), new Deposited(2)]);
      const first = collect(store, { name, category });
      await until(() => first.seen.length === 2 && first.subscription.status().state === 'live');
      await first.subscription.stop();
      await store.append(`${category}-1`, new Deposited(3));
      const second = collect(otherNode, { name, category });
      await until(() => second.seen.length === 1);
      assert.equal(second.seen[0]!.version, 3);
      await second.subscription.stop();
    }, 60_000);

    it('is run by one node at a time, and the other takes over when it stops', async () => {
      const [name, category] = [`owner-${freshId()}`, `owner${freshId()}`];
      const first = collect(store, { name, category });
      await until(() => first.subscription.status().state === 'live');
      const second = collect(otherNode, { name, category });
      await until(() => second.subscription.status().state === 'waiting-for-lease');
      await store.append(`${category}-1`, new Deposited(1));
      await until(() => first.seen.length === 1);
      await first.subscription.stop();
      await until(() => second.subscription.status().state === 'live');
      await store.append(`${category}-1`, new Deposited(2));
      await until(() => second.seen.length === 1);
      assert.deepEqual([versionsOf(first.seen), versionsOf(second.seen)], [[1], [2]]);
      await second.subscription.stop();
    }, 60_000);

    it('a dead owner is followed within the term, and its late checkpoint changes nothing', async () => {
      const share = { name: `dead-${freshId()}`, members: 1, member: 0, partition: 0 };
      const dead = await backend.checkpoints.acquire(share, 'dead owner', TERM, 0);
      assert.ok(dead);
      assert.equal(await backend.checkpoints.acquire(share, 'another', TERM, 0), null);
      const next = await until(() => backend.checkpoints.acquire(share, 'another', TERM, 0));
      assert.ok(next.epoch > dead.epoch);
      assert.equal(await backend.checkpoints.advance(share, dead.epoch, 0, 7), false);
      assert.equal(await backend.checkpoints.renew(share, dead.epoch, TERM), false);
      await backend.checkpoints.release(share, dead.epoch);
      assert.equal(await backend.checkpoints.advance(share, next.epoch, 0, 5), true);
      assert.equal(await backend.checkpoints.advance(share, next.epoch, 0, 5), true);
      assert.equal(await backend.checkpoints.advance(share, next.epoch, 3, 9), false);
      await backend.checkpoints.release(share, next.epoch);
      assert.deepEqual(await backend.checkpoints.acquire(share, 'a third', TERM, 0), { epoch: next.epoch + 1, position: 5 });
    }, 60_000);

    it('members share the log by stream: each event once, the order of a stream kept, over two nodes', async () => {
      const [name, category] = [`members-${freshId()}`, `members${freshId()}`];
      const shares = [collect(store, { name, category, members: 4 }), collect(otherNode, { name, category, members: 4 })];
      await Promise.all(
        Array.from({ length: 20 }, async (_, stream) => {
          for (let number = 0; number < 5; number++) await store.append(`${category}-${stream}`, new Deposited(number));
        }),
      );
      await until(() => shares.reduce((sum, { seen }) => sum + seen.length, 0) >= 100);
      const all = shares.flatMap(({ seen }) => seen);
      assert.equal(new Set(all.map(({ id }) => id)).size, 100);
      assert.equal(all.length, 100);
      for (const versions of Object.values(perStream(all))) assert.deepEqual(versions, [1, 2, 3, 4, 5]);
      await Promise.all(shares.map(({ subscription }) => subscription.stop()));
    }, 60_000);

    it('a poison event stops its subscription alone, with the error kept, and resume goes on from it', async () => {
      const [name, category] = [`poison-${freshId()}`, `poison${freshId()}`];
      await store.append(
        `${category}-1`,
        [1, 2, 3, 4].map((amount) => new Deposited(amount)),
      );
      let isMended = false;
      const poisoned = collect(store, { name, category, retry: { retries: 2, delay: 1 } }, ({ version }) => {
        if (version === 3 && !isMended) throw new Error('cannot take the third');
      });
      const healthy = collect(store, { name: `${name}-healthy`, category });
      await until(() => poisoned.subscription.status().state === 'faulted' && healthy.seen.length === 4);
      const share = poisoned.subscription.status().shares.find(({ state }) => state === 'faulted')!;
      assert.match(share.error!.message, /cannot take the third/);
      assert.deepEqual([share.poison!.stream, share.poison!.version], [`${category}-1`, 3]);
      assert.deepEqual(new Set(versionsOf(poisoned.seen)), new Set([1, 2]));
      isMended = true;
      poisoned.subscription.resume();
      await until(() => versionsOf(poisoned.seen).includes(4));
      assert.deepEqual(versionsOf(poisoned.seen).slice(-2), [3, 4]);
      await Promise.all([poisoned.subscription.stop(), healthy.subscription.stop()]);
    }, 60_000);

    it('a pause holds events back, and none is lost by it', async () => {
      const category = `pause${freshId()}`;
      const { seen, subscription } = collect(store, { category, from: 'start' });
      await until(() => subscription.status().state === 'live');
      subscription.pause();
      await until(() => subscription.status().state === 'paused');
      const { token } = await store.append(`${category}-1`, new Deposited(1));
      const witness = collect(store, { category, from: 'start' });
      await until(() => witness.seen.some((recorded) => recorded.token === token));
      assert.equal(seen.length, 0);
      subscription.resume();
      await until(() => seen.length === 1);
      await Promise.all([subscription.stop(), witness.subscription.stop()]);
    }, 60_000);

    it('an event of an unknown type faults the subscription and says what to do; the events before it are handled', async () => {
      const category = `unknown${freshId()}`;
      const stream = `${category}-1`;
      await store.append(stream, new Deposited(1));
      const event = {
        id: '00000000-0000-4000-b000-' + Date.now().toString(16).padStart(12, '0'),
        type: 'Forgotten',
        schemaVersion: 1,
        data: '{}',
        metadata: null,
      };
      await backend.append([{ stream, category, expected: -1, events: [event], mayRepeat: false }]);
      const { seen, subscription } = collect(store, { name: `unknown-${freshId()}`, category });
      await until(() => subscription.status().state === 'faulted');
      assert.deepEqual(versionsOf(seen), [1]);
      assert.match(subscription.status().shares.find(({ error }) => error)!.error!.message, /Forgotten.*forFeature/s);
      await subscription.stop();
    }, 60_000);
  });
}

function versionsOf(events: readonly RecordedEvent[]): number[] {
  return events.map(({ version }) => version);
}

function perStream(events: readonly RecordedEvent[]): Record<string, number[]> {
  const streams: Record<string, number[]> = {};
  for (const { stream, version } of events) (streams[stream] ??= []).push(version);
  return streams;
}

async function ofCategory(store: LedgerlineEventStore, category: string): Promise<RecordedEvent[]> {
  return (await log(store)).filter(({ stream }) => stream.startsWith(`${category}-`));
}
