import { eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { resolveStorage, StorageConnections } from '@ledgerline/storage';
import { createEventBackend } from '../event-backend-holder.js';
import { needsStrictOrdering } from './sql/switch-ordering.js';

describe('hints of commits on PostgreSQL', () => {
  let database: FreshDatabase;
  const nodes = [new StorageConnections(), new StorageConnections()] as const;

  beforeAll(async () => {
    database = await freshDatabase('postgres');
  }, 60_000);
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.onApplicationShutdown()));
    await database.drop();
  }, 60_000);

  const open = async (node: StorageConnections) => {
    const backend = createEventBackend(resolveStorage(database.url), node);
    await backend.start();
    return backend;
  };

  it('reach other nodes, many commits as one, also after the listening connection was killed', async () => {
    const [announcing, listening] = [await open(nodes[0]), await open(nodes[1])];
    let hints = 0;
    const stop = listening.commitSignal!.listen(() => (hints += 1));
    const application = await nodes[0].connection(resolveStorage(database.url)).ready();
    const heard = async (count: number) => {
      const before = hints;
      // The listener may still be connecting; a hint that is lost is what polling is there for.
      await eventually(
        () => {
          for (let commit = 0; commit < count; commit++) announcing.commitSignal!.announce();
          return hints > before;
        },
        { timeout: 20_000, interval: 50, until: 'a hint is heard' },
      );
      return hints - before;
    };
    expect(await heard(1_000)).toBeLessThan(10);
    await application.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
    );
    expect(await heard(1)).toBeGreaterThan(0);
    await stop();
  }, 60_000);

  it.each([
    ['PostgreSQL 17.2 on x86_64-pc-linux-gnu', false],
    ['CockroachDB CCL v24.1.0 (x86_64-pc-linux-gnu)', true],
    ['PostgreSQL 15.2-YB-2024.2.0.0-b0 on x86_64-pc-linux-gnu', true],
  ])('strict order for %s: %p', (version, isStrict) => {
    expect(needsStrictOrdering(version)).toBe(isStrict);
  });
});
