import { eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { resolveStorage } from '@ledgerline/storage';
import { Part } from './programs/fault-events.js';
import { openStore } from './programs/open-store.js';

describe('E7 a long transaction of somebody else', () => {
  let database: FreshDatabase;
  let node: Awaited<ReturnType<typeof openStore>>;

  beforeAll(async () => {
    database = await freshDatabase('postgres');
    node = await openStore(database.url);
  }, 60_000);
  afterAll(async () => {
    await node.close();
    await database.drop();
  }, 60_000);

  const subscribed = () => {
    const seen: number[] = [];
    const subscription = node.store.subscribe({ from: 'start' }, async (events) => {
      seen.push(...events.map(({ event }) => (event as Part).number));
    });
    return { seen, subscription };
  };

  it('that has appended holds subscribers back, visibly with its pid and age, and nothing is skipped when it ends', async () => {
    const { seen, subscription } = subscribed();
    const application = await node.connections.connection(resolveStorage(database.url)).ready();
    await application.transaction(async (manager) => {
      await node.store.append('held-by-transaction', new Part('held', 1, 1), { manager });
      const [{ pid }] = await manager.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
      await node.store.append('free', new Part('free', 2, 1));
      await eventually(() => subscription.status().shares[0]?.heldBack !== undefined, { until: 'the held head is seen' });
      const { heldBack } = subscription.status().shares[0]!;
      expect(heldBack!.pid).toBe(Number(pid));
      expect(Date.now() - heldBack!.since!.getTime()).toBeLessThan(60_000);
      expect(seen).toEqual([]);
    });
    await eventually(() => seen.length === 2, { until: 'both events are delivered' });
    expect(seen).toEqual([1, 2]);
    await eventually(() => subscription.status().shares[0]?.heldBack === undefined, { until: 'the head is free' });
    await subscription.stop();
  });

  it('that has appended nothing holds nobody back', async () => {
    const { seen, subscription } = subscribed();
    const application = await node.connections.connection(resolveStorage(database.url)).ready();
    await application.transaction(async (manager) => {
      await manager.query('CREATE TABLE foreign_work (id integer)');
      await manager.query('SELECT pg_advisory_xact_lock(42)');
      await node.store.append('beside', new Part('beside', 3, 1));
      await eventually(() => seen.includes(3), { until: 'the event is delivered while the transaction is open' });
    });
    await subscription.stop();
  });
});
