import { randomUUID } from 'node:crypto';
import { availableDatabases, eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import type { DataSource } from 'typeorm';
import { systemClock } from '../clock/clock.js';
import { isConnectionError } from '../connections/connection-error.js';
import { StorageConnections } from '../connections/storage-connections.js';
import { migrate } from '../migrations/migrate.js';
import { nativePool } from '../postgres/native-pool.js';
import { resolveStorage } from '../storage-url.js';
import { MemoryNodeStore, type MemoryNodes } from './memory/memory-node-store.js';
import { mysqlNodeMigrations } from './mysql/create-nodes.migration.js';
import { MysqlNodeStore } from './mysql/mysql-node-store.js';
import type { NodeStore } from './node-store.js';
import { postgresNodeMigrations } from './postgres/create-nodes.migration.js';
import { PostgresNodeStore } from './postgres/postgres-node-store.js';

const LONG = 600_000;
const LIMIT = 20_000;

/** A registry of its own, on which each store stands for a node of another process. */
interface Registry {
  open(limit?: number): NodeStore;
  /** Ends the sessions that stores have of their own. */
  cut(): Promise<void>;
  drop(): Promise<void>;
}

interface DatabaseRegistry extends Registry {
  /** Runs work while somebody else's transaction holds the row of a node. */
  hold(id: string, work: () => Promise<void>): Promise<void>;
}

async function memory(): Promise<Registry> {
  const nodes: MemoryNodes = new Map();
  return { open: () => new MemoryNodeStore(nodes, systemClock), cut: async () => {}, drop: async () => {} };
}

async function database(kind: 'postgres' | 'mysql'): Promise<DatabaseRegistry> {
  const fresh: FreshDatabase = await freshDatabase(kind);
  const connections = new StorageConnections();
  const storage = resolveStorage(fresh.url);
  const source: DataSource = await connections.connection(storage).ready();
  const migrations = kind === 'postgres' ? postgresNodeMigrations : mysqlNodeMigrations;
  await migrate(source, storage, migrations(storage.schema));
  const stores: NodeStore[] = [];
  return {
    open(limit = LIMIT) {
      const store =
        kind === 'postgres'
          ? new PostgresNodeStore(storage.schema, () => nativePool(source), limit)
          : new MysqlNodeStore(storage.schema, () => source, limit);
      stores.push(store);
      return store;
    },
    cut: () => endOtherSessions(source, kind),
    hold: (id, work) =>
      source.transaction(async (manager) => {
        const table = kind === 'postgres' ? `${storage.schema}.nodes WHERE id = $1` : `${storage.schema}_nodes WHERE id = ?`;
        await manager.query(`SELECT 1 FROM ${table} FOR UPDATE`, [id]);
        await work();
      }),
    async drop() {
      for (const store of stores) await store.close();
      await connections.onApplicationShutdown();
      await fresh.drop();
    },
  };
}

async function endOtherSessions(source: DataSource, kind: 'postgres' | 'mysql'): Promise<void> {
  const runner = source.createQueryRunner();
  if (kind === 'postgres') {
    const others = 'datname = current_database() AND pid <> pg_backend_pid()';
    await runner.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`);
  } else {
    const sessions: { id: number | string }[] = await runner.query(
      'SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID()',
    );
    for (const { id } of sessions) await runner.query(`KILL ${Number(id)}`);
  }
  await runner.release();
}

const fresh = () => ({ id: `host:1:${randomUUID()}`, host: 'host', pid: 1 });
const passed = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe.each(['memory', ...availableDatabases()] as const)('The registry of nodes on %s', (kind) => {
  let registry: Registry;
  beforeAll(async () => void (registry = kind === 'memory' ? await memory() : await database(kind)), 60_000);
  afterAll(() => registry.drop(), 60_000);

  it('renews a node that is registered, and none that is not', async () => {
    const store = registry.open();
    const node = fresh();
    expect(await store.renew(node.id, LONG)).toBe(false);
    await store.register(node, LONG);
    expect(await store.renew(node.id, LONG)).toBe(true);
  });

  it('tells ids apart that are near each other', async () => {
    const store = registry.open();
    const { id } = fresh();
    await store.register({ id: `${id}-a`, host: 'h', pid: 1 }, LONG);
    for (const near of [`${id}-A`, `${id}-a `, `${id}-á`]) expect(await store.renew(near, LONG)).toBe(false);
  });

  it('revives a lease that ran out while nobody declared its node dead, and none after that', async () => {
    const [survivor, mortal] = [registry.open(), registry.open()];
    const [me, other] = [fresh(), fresh()];
    await survivor.register(me, LONG);
    await mortal.register(other, 30);
    await passed(60);
    expect(await mortal.renew(other.id, 30)).toBe(true);
    await passed(60);
    expect(await survivor.declareDead(me.id, 20)).toContain(other.id);
    expect(await survivor.declareDead(me.id, 20)).not.toContain(other.id);
    expect(await mortal.renew(other.id, LONG)).toBe(false);
  });

  it('lets nobody declare others dead who is new, has had a gap, is dead, or is not known', async () => {
    const [store, mortal] = [registry.open(), fresh()];
    await store.register(mortal, 1);
    const [young, gapped, unknown] = [fresh(), fresh(), fresh()];
    await store.register(young, LONG);
    await store.register(gapped, 1);
    await passed(40);
    expect(await store.declareDead(young.id, LONG)).toEqual([]);
    // Steady for less than the term: its own lease had run out before this renewal.
    expect(await store.renew(gapped.id, LONG)).toBe(true);
    expect(await store.declareDead(gapped.id, LONG)).toEqual([]);
    expect(await store.declareDead(unknown.id, 1)).toEqual([]);
    expect(await store.declareDead(young.id, 20)).toContain(mortal.id);
    expect(await store.declareDead(mortal.id, 1)).toEqual([]);
  });

  it('declares each death by one of those that look at the same time', async () => {
    const stores = Array.from({ length: 4 }, () => registry.open());
    const judges = stores.map(fresh);
    await Promise.all(stores.map((store, index) => store.register(judges[index]!, LONG)));
    const mortals = Array.from({ length: 5 }, fresh);
    for (const mortal of mortals) await stores[0]!.register(mortal, 1);
    await passed(40);
    const declared = (await Promise.all(stores.map((store, index) => store.declareDead(judges[index]!.id, 20)))).flat();
    const ours = declared.filter((id) => mortals.some((mortal) => mortal.id === id));
    expect(ours.toSorted()).toEqual(mortals.map(({ id }) => id).toSorted());
  });

  it('connects anew when the connection of a heartbeat was ended', async () => {
    const store = registry.open();
    const node = fresh();
    await store.register(node, LONG);
    await registry.cut();
    await eventually(async () => expect(await store.renew(node.id, LONG)).toBe(true));
  });
});

describe.each(availableDatabases())('A heartbeat on %s', (kind) => {
  it('gives up a renewal that takes longer than its limit, and goes on by a new connection', async () => {
    const registry = await database(kind);
    const store = registry.open(1_500);
    const node = fresh();
    await eventually(() => store.register(node, LONG));
    await registry.hold(node.id, async () => {
      const error: unknown = await store.renew(node.id, LONG).catch((reason: unknown) => reason);
      expect(isConnectionError(error)).toBe(true);
    });
    await eventually(async () => expect(await store.renew(node.id, LONG)).toBe(true));
    await registry.drop();
  }, 60_000);
});
