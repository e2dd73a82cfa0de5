import { LedgerlineException, resolveStorage, StorageConnections } from '@ledgerline/storage';
import { startMariaDb } from '@ledgerline/local-servers';
import {
  availableDatabases,
  eventually,
  FaultProxy,
  freshDatabase,
  startOwnPostgres,
  type DatabaseKind,
  type FreshDatabase,
} from '@ledgerline/local-servers/testing';
import { signalFamily } from './support/process-family.js';
import { StoreUnderLoad } from './support/store-under-load.js';

/** 7.5 s until a silent connection is given up, 5 s until no other one is to be had; and a busy machine. */
const LONGEST_CALL = 20_000;
const PATIENCE = { timeout: 60_000 };

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);

beforeAll(() => void process.on('unhandledRejection', onUnhandled));
afterAll(() => {
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled).toEqual([]);
});

/** Calls fail with 503 while the store is away, within the limit, and go well again afterwards, with nothing lost and nothing leaked. */
async function survives(load: StoreUnderLoad, goAway: () => unknown, comeBack: () => unknown): Promise<void> {
  await eventually(() => load.acknowledged.length > 50, PATIENCE);
  load.forget();
  await goAway();
  await eventually(() => load.failed.length > 20, { ...PATIENCE, until: 'calls fail' });
  await comeBack();
  const before = load.acknowledged.length;
  await eventually(() => load.acknowledged.length > before + 100, { ...PATIENCE, until: 'calls go well again' });
  await load.rest();
  expect(load.longest).toBeLessThan(LONGEST_CALL);
  for (const { error } of load.failed) {
    expect(error).toBeInstanceOf(LedgerlineException);
    expect(error).toMatchObject({ code: 'EVENT_STORE_UNAVAILABLE', status: 503 });
  }
  expect(await load.lost()).toEqual([]);
  await eventually(() => {
    const { total, free, waiting } = load.pool();
    expect({ free, waiting }).toEqual({ free: total, waiting: 0 });
  }, PATIENCE);
}

describe.each(availableDatabases())('O2 the network to %s fails under load', (kind: DatabaseKind) => {
  let database: FreshDatabase;
  let proxy: FaultProxy;
  let load: StoreUnderLoad;

  beforeEach(async () => {
    database = await freshDatabase(kind);
    proxy = await FaultProxy.start(database.url);
    load = await StoreUnderLoad.start(proxy.url);
  }, 60_000);
  afterEach(async () => {
    await load.close();
    await proxy.stop();
    await database.drop();
  }, 60_000);

  it('by refusing', async () => {
    await survives(
      load,
      () => proxy.refuse(),
      () => proxy.accept(),
    );
  }, 120_000);

  it('by swallowing everything, without a word to anybody', async () => {
    await survives(
      load,
      () => proxy.silence(),
      () => proxy.resume(),
    );
    // Both ends of the silent connections are gone; what is left is the pool and the session that listens.
    await eventually(() => expect(proxy.openConnections).toBeLessThanOrEqual(load.pool().total + 1), PATIENCE);
  }, 120_000);
});

describe.each(availableDatabases())('O2 a firewall forgets the open connections to %s', (kind: DatabaseKind) => {
  it('calls that were under way fail or are sent again, others go by new connections', async () => {
    const database = await freshDatabase(kind);
    const proxy = await FaultProxy.start(database.url);
    const load = await StoreUnderLoad.start(proxy.url);
    try {
      await eventually(() => load.acknowledged.length > 50, PATIENCE);
      load.forget();
      proxy.forget();
      await eventually(() => load.longest > 2_000, { ...PATIENCE, until: 'silent connections are given up' });
      const before = load.acknowledged.length;
      await eventually(() => load.acknowledged.length > before + 100, { ...PATIENCE, until: 'calls go well again' });
      await load.rest();
      expect(load.longest).toBeLessThan(LONGEST_CALL);
      for (const { error } of load.failed) expect(error).toMatchObject({ code: 'EVENT_STORE_UNAVAILABLE', status: 503 });
      expect(await load.lost()).toEqual([]);
    } finally {
      await load.close();
      await proxy.stop();
      await database.drop();
    }
  }, 120_000);

  it('a statement that is slow is left alone', async () => {
    const database = await freshDatabase(kind);
    const connections = new StorageConnections();
    const dataSource = await connections.connection(resolveStorage(database.url)).ready();
    const slow = kind === 'postgres' ? `SELECT pg_sleep(9)` : `SELECT SLEEP(9)`;
    await expect(dataSource.query(slow)).resolves.toHaveLength(1);
    await connections.onApplicationShutdown();
    await database.drop();
  }, 60_000);
});

describe.each(availableDatabases())('O2 the server of %s itself is lost under load', (kind: DatabaseKind) => {
  let server: Awaited<ReturnType<typeof startOwnPostgres>> | Awaited<ReturnType<typeof startMariaDb>>;
  let load: StoreUnderLoad;

  beforeAll(async () => {
    server = kind === 'postgres' ? await startOwnPostgres() : await startMariaDb({ inMemory: true });
  }, 120_000);
  afterAll(() => server.stop(), 60_000);
  beforeEach(async () => {
    load = await StoreUnderLoad.start(await server.ensureDatabase(`load_${kind}`));
  }, 60_000);
  afterEach(() => load.close(), 60_000);

  it('killed and started again', async () => {
    await survives(
      load,
      () => server.kill(),
      () => server.restart(),
    );
  }, 180_000);

  it('stopped in the middle of everything, and gone on', async () => {
    try {
      await survives(
        load,
        () => signalFamily(server.pid, 'SIGSTOP'),
        () => signalFamily(server.pid, 'SIGCONT'),
      );
    } finally {
      signalFamily(server.pid, 'SIGCONT');
    }
  }, 180_000);
});
