import { EventStoreUnavailableException } from '@ledgerline/event-sourcing';
import { FaultProxy, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { Part } from './programs/fault-events.js';
import { openStore } from './programs/open-store.js';

const APPEND = /append_(one|events)/;

describe('E8, E9 the connection is cut around the commit of an append', () => {
  let database: FreshDatabase;
  let proxy: FaultProxy;
  let node: Awaited<ReturnType<typeof openStore>>;

  beforeAll(async () => {
    database = await freshDatabase('postgres');
    proxy = await FaultProxy.start(database.url);
    node = await openStore(proxy.url);
  }, 60_000);
  afterAll(async () => {
    await node.close();
    await proxy.stop();
    await database.drop();
  }, 60_000);

  const numbers = async (stream: string) => {
    const stored: number[] = [];
    for await (const { event } of node.store.readStream(stream)) stored.push((event as Part).number);
    return stored;
  };

  it.each(['answer', 'request'] as const)(
    'an append whose %s is lost is stored once, and its caller gets the result',
    async (lost) => {
      const stream = `cut-${lost}`;
      await node.store.append(stream, new Part('before', 0, 1));
      const cut = proxy.cutAt(APPEND, lost);
      const result = await node.store.append(stream, new Part('cut', 1, 1), { expectedVersion: 1 });
      await cut;
      expect(result.version).toBe(2);
      expect(await numbers(stream)).toEqual([0, 1]);
    },
  );

  it('all appends of a batch whose answer is lost are stored once', async () => {
    await node.store.append('batch-warm', new Part('before', 0, 1));
    const cut = proxy.cutAt(APPEND, 'answer');
    const results = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        node.store.append(`batch-${index}`, new Part('batch', index, 1), { expectedVersion: 0 }),
      ),
    );
    await cut;
    expect(results.map(({ version }) => version)).toEqual(results.map(() => 1));
    for (let index = 0; index < 64; index++) expect(await numbers(`batch-${index}`)).toEqual([index]);
  });

  it('says that the outcome is unknown when the store stays away, and a retry with the same ids stores it once', async () => {
    const eventIds = ['11111111-1111-4111-8111-111111111111'];
    const cut = proxy.cutAt(APPEND, 'answer');
    const append = node.store.append('away', new Part('away', 7, 1), { eventIds });
    const refusal = cut.then(() => proxy.refuse());
    await expect(append).rejects.toMatchObject({ code: 'EVENT_STORE_UNAVAILABLE', outcomeUnknown: true });
    await refusal;
    await expect(node.store.append('away', new Part('later', 8, 1))).rejects.toBeInstanceOf(EventStoreUnavailableException);
    await proxy.accept();
    const repeated = await node.store.append('away', new Part('away', 7, 1), { eventIds });
    expect(repeated.version).toBe(1);
    expect(await numbers('away')).toEqual([7]);
  });
});
