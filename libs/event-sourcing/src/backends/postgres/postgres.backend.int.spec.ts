import { eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { isConnectionError, resolveStorage, StorageConnections } from '@ledgerline/storage';
import { DataSource } from 'typeorm';
import { eventStoreSchemaSql, migrateEventStore } from '../../migrate-event-store.js';
import { createEventBackend } from '../event-backend-holder.js';
import type { AppendRequest, EventBackend } from '../event-backend.js';

let number = 0;

function request(stream: string, data = '{}'): AppendRequest {
  const id = `00000000-0000-4000-8000-${(number++).toString(16).padStart(12, '0')}`;
  return {
    stream,
    category: 'spec',
    expected: -1,
    events: [{ id, type: 'T', schemaVersion: 1, data, metadata: null }],
    mayRepeat: false,
  };
}

describe('the log on PostgreSQL', () => {
  let database: FreshDatabase;
  const connections = new StorageConnections();

  beforeAll(async () => {
    database = await freshDatabase('postgres');
  }, 60_000);
  afterAll(async () => {
    await connections.onApplicationShutdown();
    await database.drop();
  }, 60_000);

  const open = async (schema: string, ordering?: 'concurrent' | 'strict') => {
    const backend = createEventBackend(resolveStorage({ url: database.url, schema }), connections, ordering);
    await backend.start();
    await backend.ready();
    return backend;
  };
  const query = async <Row>(sql: string, parameters: unknown[] = []) =>
    (await connections.connection(resolveStorage(database.url)).ready()).query<Row[]>(sql, parameters);
  const positions = async (backend: EventBackend) => {
    const { position: upTo } = await backend.safeHead(0);
    const { events } = await backend.readLog({ partition: 0, after: 0, upTo, direction: 'forwards', limit: 1_000 });
    return events.map(({ position }) => position);
  };

  it('E11 stored events cannot be changed or deleted by hand, and their text is stored as it was given', async () => {
    const backend = await open('immutable');
    const text = '{"b":1, "a":"\\u0000\\ud800", "b2" : 1.50}';
    await backend.append([request('spec-1', text)]);
    for (const statement of [
      "UPDATE immutable.events SET type = 'x'",
      'DELETE FROM immutable.events',
      'TRUNCATE immutable.events',
    ]) {
      await expect(query(statement)).rejects.toThrow(/append-only/);
    }
    expect(await query('SELECT data::text FROM immutable.events')).toEqual([{ data: text }]);
  });

  it('nodes that start together on an empty database bring up one schema', async () => {
    const others = Array.from({ length: 4 }, () => new StorageConnections());
    const backends = others.map((each) => createEventBackend(resolveStorage({ url: database.url, schema: 'together' }), each));
    await Promise.all(backends.map((backend) => backend.start()));
    await Promise.all(backends.map((backend) => backend.append([request('spec-1')])));
    expect(await query('SELECT store, name FROM together.migrations ORDER BY name')).toEqual([
      { store: 'events', name: 'create-event-log' },
      { store: 'events', name: 'create-subscriptions' },
    ]);
    await Promise.all(others.map((each) => each.onApplicationShutdown()));
  });

  it("with migrate: 'manual' nothing is created; the printed SQL or the migration function makes the store ready, with no restart", async () => {
    const storage = { url: database.url, migrate: 'manual', schema: 'by_hand' } as const;
    const backend = createEventBackend(resolveStorage(storage), connections);
    await backend.start();
    await expect(backend.ready()).rejects.toThrow(/by_hand.*lacks the migrations create-event-log, create-subscriptions/s);
    for (const statement of await eventStoreSchemaSql(storage)) await query(statement);
    await backend.ready();
    expect((await backend.append([request('spec-1')]))[0]?.kind).toBe('appended');
    expect(await migrateEventStore(storage)).toEqual([]);
    expect(await migrateEventStore({ ...storage, schema: 'by_function' })).toEqual(['create-event-log', 'create-subscriptions']);
    await backend.stop();
  });

  it('a log changes its ordering while it is used, and positions go on ascending', async () => {
    const concurrent = await open('switched');
    for (let turn = 0; turn < 3; turn++) await concurrent.append([request('spec-1'), request('spec-2')]);
    const writing = Array.from({ length: 200 }, (_, index) => concurrent.append([request(`spec-${index}`)]));
    const strict = await open('switched', 'strict');
    await Promise.all(writing);
    await strict.append([request('spec-1')]);
    const before = await positions(strict);
    expect(before).toHaveLength(207);
    expect(await query('SELECT ordering FROM switched.log_head')).toEqual([{ ordering: 'strict' }]);
    const back = await open('switched', 'concurrent');
    await Promise.all([back.append([request('spec-3')]), concurrent.append([request('spec-4')])]);
    const after = await positions(back);
    expect(after).toHaveLength(209);
    expect(after).toEqual([...new Set(after)].sort((a, b) => a - b));
    expect(Math.min(...after.slice(207))).toBeGreaterThan(Math.max(...before));
  });

  it('strict positions have no gaps, also after roll-backs', async () => {
    const backend = await open('gapless', 'strict');
    const application = await connections.connection(resolveStorage(database.url)).ready();
    for (let turn = 0; turn < 5; turn++) {
      await backend.append([request('spec-1')]);
      const work = application.transaction(async (manager) => {
        await backend.appendIn(manager, request('spec-2'));
        throw new Error('roll back');
      });
      await expect(work).rejects.toThrow('roll back');
    }
    expect(await positions(backend)).toEqual([1, 2, 3, 4, 5]);
  });

  it("shares the application's DataSource and its transactions, and leaves it open", async () => {
    const dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    const own = new StorageConnections();
    const backend = createEventBackend(resolveStorage({ dataSource, schema: 'shared_source' }), own);
    await backend.start();
    await dataSource.query('CREATE TABLE app_orders (id text PRIMARY KEY)');
    await dataSource.transaction(async (manager) => {
      await manager.query("INSERT INTO app_orders VALUES ('1')");
      await backend.appendIn(manager, request('spec-1'));
    });
    const duplicate = dataSource.transaction(async (manager) => {
      await backend.appendIn(manager, request('spec-1'));
      await manager.query("INSERT INTO app_orders VALUES ('1')");
    });
    await expect(duplicate).rejects.toMatchObject({ code: '23505' });
    expect(await positions(backend)).toHaveLength(1);
    await backend.stop();
    await own.onApplicationShutdown();
    expect(dataSource.isInitialized).toBe(true);
    await dataSource.destroy();
  });

  it('savepoints that are rolled back take their events with them, and hold nobody back', async () => {
    const backend = await open('savepoints');
    const application = await connections.connection(resolveStorage(database.url)).ready();
    await application.transaction(async (manager) => {
      await backend.appendIn(manager, request('spec-1'));
      const inner = manager.transaction(async (nested) => {
        await backend.appendIn(nested, request('spec-2'));
        throw new Error('inner');
      });
      await expect(inner).rejects.toThrow('inner');
      await backend.appendIn(manager, request('spec-3'));
    });
    const { events } = await backend.readLog({ partition: 0, after: 0, upTo: 99, direction: 'forwards', limit: 9 });
    expect(events.map(({ stream }) => stream)).toEqual(['spec-1', 'spec-3']);
    expect((await backend.safeHead(0)).heldBack).toBeUndefined();
  });

  it('500 appends at once, over backends that are killed meanwhile, are each stored once', async () => {
    const backend = await open('killed_backends');
    const results = Promise.allSettled(
      Array.from({ length: 500 }, async (_, index) => {
        for (;;) {
          try {
            const [outcome] = await backend.append([{ ...request(`spec-${index}`), expected: 0 }]);
            // A session that was killed may hold its stream for a moment longer.
            if (outcome!.kind !== 'busy') return outcome;
          } catch (error) {
            if (!isConnectionError((error as Error).cause ?? error)) throw error;
          }
        }
      }),
    );
    await query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    expect((await results).filter(({ status }) => status === 'rejected')).toEqual([]);
    const stored = { streams: '500', owners: '500' };
    // The pool may still hold a connection that was killed while it was idle.
    await eventually(async () => {
      const rows = await query('SELECT count(*) AS streams, count(DISTINCT stream_key) AS owners FROM killed_backends.events');
      expect(rows).toEqual([stored]);
    });
  }, 60_000);
});
