import { setTimeout as pause } from 'node:timers/promises';
import { freshDatabase, isAvailable, type FreshDatabase } from '@ledgerline/local-servers/testing';
import {
  isConnectionError,
  nativeMysqlClient,
  resolveStorage,
  StorageConnections,
  type StorageOptions,
} from '@ledgerline/storage';
import { DataSource, type EntityManager } from 'typeorm';
import { eventStoreSchemaSql, migrateEventStore } from '../../migrate-event-store.js';
import type { AppendRequest, EventBackend } from '../event-backend.js';
import { createEventBackend } from '../event-backend-holder.js';

let number = 0;

function request(stream: string, data = '{}', expected = -1, count = 1): AppendRequest {
  const events = Array.from({ length: count }, () => {
    const id = `00000000-0000-4000-8000-${(number++).toString(16).padStart(12, '0')}`;
    return { id, type: 'T', schemaVersion: 1, data, metadata: null };
  });
  return { stream, category: 'spec', expected, events, mayRepeat: false };
}

(isAvailable('mysql') ? describe : describe.skip)('the log on MySQL and MariaDB', () => {
  let database: FreshDatabase;
  const connections = new StorageConnections();

  beforeAll(async () => {
    database = await freshDatabase('mysql');
  }, 60_000);
  afterAll(async () => {
    await connections.onApplicationShutdown();
    await database.drop();
  }, 60_000);

  const open = async (schema: string, options: Partial<StorageOptions> = {}, on = connections) => {
    const backend = createEventBackend(resolveStorage({ url: database.url, schema, ...options }), on);
    await backend.start();
    await backend.ready();
    return backend;
  };
  const application = () => connections.connection(resolveStorage(database.url)).ready();
  const query = async <Row>(sql: string, parameters: unknown[] = []) => (await application()).query<Row[]>(sql, parameters);
  const log = async (backend: EventBackend) => {
    const { position: upTo } = await backend.safeHead(0);
    return (await backend.readLog({ partition: 0, after: 0, upTo, direction: 'forwards', limit: 100_000 })).events;
  };
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  it('E11 stored events cannot be changed or deleted by hand, and their text is stored as it was given', async () => {
    const backend = await open('immutable');
    const text = '{"b":1, "a":"\\u0000\\ud800", "b2" : 1.50, "é😀":"\\\\\'"}';
    await backend.append([request('spec-1', text)]);
    for (const statement of ["UPDATE immutable_events SET type = 'x'", 'DELETE FROM immutable_events'])
      await expect(query(statement)).rejects.toThrow(/append-only/);
    expect(await query('SELECT data FROM immutable_events')).toEqual([{ data: text }]);
    expect((await log(backend))[0]?.data).toBe(text);
  });

  it('names that differ by case, accents or trailing blanks are streams of their own', async () => {
    const backend = await open('twins');
    const names = ['order-A', 'order-a', 'order-a ', 'ordér-a', 'order-a\t', 'ORDER-a', '訂單-1', "o'rder-\\"];
    for (const name of names) expect((await backend.append([request(name, '{}', 0)]))[0]?.kind).toBe('appended');
    expect((await log(backend)).map(({ stream, version }) => [stream, version])).toEqual(names.map((name) => [name, 1]));
  });

  it('E4 a held stream is busy, the others of its batch are stored, and nothing waits', async () => {
    const backend = await open('held');
    await backend.append([request('spec-held')]);
    await (
      await application()
    ).transaction(async (manager) => {
      await manager.query('SELECT * FROM held_streams WHERE name = ? FOR UPDATE', [Buffer.from('spec-held')]);
      const batch = [request('spec-held'), request('spec-new'), request('spec-late', '{}', 3)];
      expect((await backend.append(batch)).map(({ kind }) => kind)).toEqual(['busy', 'appended', 'conflict']);
    });
    expect((await backend.append([request('spec-held', '{}', 1)]))[0]?.kind).toBe('appended');
  });

  it('E6 a tail over three nodes sees every position once and in order, under pauses and roll-backs; there is no gap', async () => {
    const nodes = await Promise.all(upTo(3).map(() => open('tail', { poolSize: 12 }, new StorageConnections())));
    const dataSource = await application();
    let written = 0;
    let isWriting = true;
    const writer = async (index: number) => {
      for (let turn = 0; turn < 25; turn++) {
        const backend = nodes[index % 3]!;
        if (turn % 3 !== 0) {
          await backend.append([request(`tail-${index}`), request(`tail-${index}-${turn}`, '{}', 0, 3)]);
          written += 4;
          continue;
        }
        const isRolledBack = Math.random() < 0.3;
        const work = dataSource.transaction(async (manager) => {
          await pause(Math.random() * 4);
          await backend.appendIn(manager, request(`tail-${index}`));
          await backend.appendIn(manager, request(`tail-${(index + 1) % 9}`));
          await pause(Math.random() * 4);
          if (isRolledBack) throw new Error('roll back');
        });
        await work.then(
          () => (written += 2),
          (error: Error) => expect(error.message).toBe('roll back'),
        );
      }
    };
    const seen: number[] = [];
    const tail = async () => {
      for (let isLast = false; ;) {
        const { position } = await nodes[0]!.safeHead(0);
        const after = seen.at(-1) ?? 0;
        const page = await nodes[0]!.readLog({ partition: 0, after, upTo: position, direction: 'forwards', limit: 100 });
        seen.push(...page.events.map((event) => event.position));
        if (isLast && page.events.length === 0) return;
        isLast = !isWriting;
      }
    };
    const tailing = tail();
    await Promise.all(upTo(9).map((index) => writer(index - 1)));
    isWriting = false;
    await tailing;
    expect(seen).toEqual(upTo(written));
  }, 120_000);

  it('a storm of batches and transactions over the same streams, in every order, ends without a deadlock', async () => {
    const nodes = await Promise.all(upTo(3).map(() => open('storm', { poolSize: 8 }, new StorageConnections())));
    const dataSource = await application();
    const counts = new Map<string, number>();
    const note = (stream: string, kind: string) => kind === 'appended' && counts.set(stream, (counts.get(stream) ?? 0) + 1);
    const shuffled = () =>
      upTo(8)
        .map((name) => `storm-${name}`)
        .sort(() => Math.random() - 0.5);
    await Promise.all(
      upTo(12).map(async (worker) => {
        for (let turn = 0; turn < 20; turn++) {
          const names = shuffled();
          const backend = nodes[worker % 3]!;
          if (worker % 2) {
            const outcomes = await backend.append(names.map((name) => request(name)));
            outcomes.forEach(({ kind }, index) => note(names[index]!, kind));
          } else {
            await dataSource.transaction(async (manager) => {
              for (const name of names.slice(0, 3)) note(name, (await backend.appendIn(manager, request(name))).kind);
            });
          }
        }
      }),
    );
    const stored = new Map<string, number[]>();
    for (const { stream, version } of await log(nodes[0]!)) stored.set(stream, [...(stored.get(stream) ?? []), version]);
    for (const [stream, count] of counts) expect([stream, stored.get(stream)]).toEqual([stream, upTo(count)]);
  }, 120_000);

  it("joins transactions of any isolation, also ones whose snapshot is old, and waits for another's append", async () => {
    const backend = await open('isolation');
    const dataSource = await application();
    for (const level of ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const) {
      await backend.append([request('spec-old')]);
      const joined = dataSource.transaction(level, async (manager) => {
        await manager.query('SELECT COUNT(*) FROM isolation_streams WHERE stream_key = 0');
        await backend.append([request('spec-old'), request(`spec-new ${level}`, '{}', 0)]);
        const outcomes = [
          await backend.appendIn(manager, request(`spec-new ${level}`, '{}', 0)),
          await backend.appendIn(manager, request(`spec-new ${level}`, '{}', 1)),
        ];
        return outcomes.map(({ kind }) => kind);
      });
      expect([level, await joined]).toEqual([level, ['conflict', 'appended']]);
    }
  });

  it('a repeated append in a transaction is found also when its snapshot is older than the first', async () => {
    const backend = await open('repeated');
    const first = { ...request('spec-1', '{}', -1, 2), mayRepeat: true };
    const outcomes = await (
      await application()
    ).transaction(async (manager) => {
      await manager.query('SELECT COUNT(*) FROM repeated_events');
      const [stored] = await backend.append([first]);
      return [stored!, await backend.appendIn(manager, first), await backend.appendIn(manager, { ...first, stream: 'spec-2' })];
    });
    expect(outcomes[1]).toEqual({ ...outcomes[0], kind: 'repeated' });
    expect(outcomes[2]).toEqual({ kind: 'id-conflict' });
  });

  it('an id that is stored already and was not looked up writes nothing at all, in a transaction that goes on too', async () => {
    const backend = await open('clash');
    const first = request('spec-1');
    await backend.append([first]);
    await expect(backend.append([request('spec-3'), { ...first, stream: 'spec-2' }])).rejects.toThrow(/Duplicate/);
    await (
      await application()
    ).transaction(async (manager) => {
      expect(await backend.appendIn(manager, { ...first, stream: 'spec-2' })).toEqual({ kind: 'id-conflict' });
      expect((await backend.appendIn(manager, request('spec-4'))).kind).toBe('appended');
    });
    expect((await log(backend)).map(({ stream }) => stream)).toEqual(['spec-1', 'spec-4']);
    expect(await query('SELECT COUNT(*) AS count FROM clash_streams')).toEqual([{ count: '2' }]);
  });

  it('savepoints that are rolled back take their events with them', async () => {
    const backend = await open('savepoints');
    await (
      await application()
    ).transaction(async (manager) => {
      await backend.appendIn(manager, request('spec-1'));
      const inner = manager.transaction(async (nested: EntityManager) => {
        await backend.appendIn(nested, request('spec-2'));
        throw new Error('inner');
      });
      await expect(inner).rejects.toThrow('inner');
      await backend.appendIn(manager, request('spec-3'));
    });
    expect((await log(backend)).map(({ stream, position }) => [stream, position])).toEqual([
      ['spec-1', 1],
      ['spec-3', 2],
    ]);
  });

  it('400 appends at once, over connections that are killed meanwhile, are each stored once', async () => {
    const backend = await open('killed', { poolSize: 6 }, new StorageConnections());
    let isAppending = true;
    const killing = (async () => {
      while (isAppending) {
        const sessions = await query<{ id: number }>(
          "SELECT id FROM information_schema.processlist WHERE info LIKE 'CALL killed_%' ORDER BY RAND() LIMIT 2",
        );
        for (const { id } of sessions) await query(`KILL ${id}`).catch(() => undefined);
        await pause(3);
      }
    })();
    let failures = 0;
    const appendUntilStored = async (index: number) => {
      for (;;) {
        try {
          return await backend.append([request(`spec-${index}`, '{}', 0)]);
        } catch (error) {
          if (!isConnectionError((error as Error).cause ?? error)) throw error;
          failures += 1;
        }
      }
    };
    for (let round = 0; round < 8; round++) await Promise.all(upTo(50).map((index) => appendUntilStored(round * 50 + index)));
    isAppending = false;
    await killing;
    expect(failures).toBeGreaterThan(0);
    expect((await log(backend)).map(({ position }) => position)).toEqual(upTo(400));
  }, 120_000);

  it('nodes that start together on an empty database bring up one schema', async () => {
    const others = upTo(4).map(() => new StorageConnections());
    const backends = await Promise.all(others.map((each) => open('together', {}, each)));
    await Promise.all(backends.map((backend) => backend.append([request('spec-1')])));
    expect(await query('SELECT store, name FROM together_migrations ORDER BY name')).toEqual([
      { store: 'events', name: 'create-event-log' },
      { store: 'events', name: 'create-subscriptions' },
    ]);
    await Promise.all(others.map((each) => each.onApplicationShutdown()));
  });

  it("with migrate: 'manual' the printed SQL or the migration function makes the store ready, with no restart", async () => {
    const storage = { url: database.url, migrate: 'manual', schema: 'by_hand' } as const;
    const backend = createEventBackend(resolveStorage(storage), connections);
    await backend.start();
    await expect(backend.ready()).rejects.toThrow(/by_hand.*lacks the migrations create-event-log, create-subscriptions/s);
    for (const statement of await eventStoreSchemaSql(storage)) await query(statement);
    await backend.ready();
    expect((await backend.append([request('spec-1')]))[0]?.kind).toBe('appended');
    expect(await migrateEventStore(storage)).toEqual([]);
    await backend.stop();
  });

  it("shares the application's DataSource, whatever its character set, and leaves it open", async () => {
    const dataSource = await new DataSource({
      type: 'mariadb',
      url: database.url,
      charset: 'latin1_swedish_ci',
      supportBigNumbers: false,
      bigNumberStrings: false,
    }).initialize();
    const own = new StorageConnections();
    const backend = createEventBackend(resolveStorage({ dataSource, schema: 'shared_source' }), own);
    await backend.start();
    await dataSource.transaction((manager) => backend.appendIn(manager, request('spéc-😀', '{"a":"é😀訂"}')));
    await backend.append([request('spéc-😀', '{"b":"é😀訂"}', 1)]);
    expect((await log(backend)).map(({ stream, data }) => [stream, data])).toEqual([
      ['spéc-😀', '{"a":"é😀訂"}'],
      ['spéc-😀', '{"b":"é😀訂"}'],
    ]);
    await own.onApplicationShutdown();
    expect(dataSource.isInitialized).toBe(true);
    await expect(nativeMysqlClient(dataSource.manager)).rejects.toThrow(/no open transaction/);
    await dataSource.destroy();
  });

  it('O5 without prepared statements no text can leave its place', async () => {
    const unprepared = await open('unprepared', { preparedStatements: false }, new StorageConnections());
    const hostile = `spec-\\'; DROP TABLE unprepared_events; -- "`;
    await unprepared.append([request(hostile, '{"x":"\\\\\'"}')]);
    await unprepared.saveSnapshot(hostile, 1, { version: 1, state: '{}' });
    expect(
      (await unprepared.load({ stream: hostile, snapshotVersion: 1, after: 0, upTo: 9, limit: 9, isFull: true })).snapshot,
    ).toEqual({
      version: 1,
      state: '{}',
    });
    const types = ["x') OR 1=1 -- ", 'T'];
    expect(await unprepared.readStream({ stream: hostile, from: 1, to: 9, direction: 'forwards', limit: 9, types })).toHaveLength(
      1,
    );
  });

  it('a load behind a snapshot, a page of a stream and a page of the log touch the rows that they give, and few others', async () => {
    const own = new StorageConnections();
    const backend = await open('touched', { poolSize: 2 }, own);
    for (let turn = 0; turn < 10; turn++) await backend.append(upTo(20).map((index) => request(`spec-${index}`, '{}', -1, 20)));
    await backend.saveSnapshot('spec-7', 1, { version: 195, state: '{}' });
    const touched = async (work: () => Promise<unknown>) => {
      const read = async () => {
        const rows = await query<{ Value: string }>(
          "SHOW GLOBAL STATUS WHERE Variable_name IN ('Handler_read_key', 'Handler_read_next', 'Handler_read_prev')",
        );
        return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
      };
      const before = await read();
      await work();
      return (await read()) - before;
    };
    // Other specs share the server: the least of several tries is what the statement itself reads.
    const least = async (work: () => Promise<unknown>) => {
      let lowest = Infinity;
      for (let turn = 0; turn < 5; turn++) lowest = Math.min(lowest, await touched(work));
      return lowest;
    };
    const load = { stream: 'spec-7', snapshotVersion: 1, after: 0, upTo: 999, limit: 500, isFull: false };
    expect((await backend.load(load)).events).toHaveLength(5);
    expect(await least(() => backend.load(load))).toBeLessThan(30);
    const page = { stream: 'spec-7', from: 150, to: 999, direction: 'forwards', limit: 5 } as const;
    expect(await least(() => backend.readStream(page))).toBeLessThan(30);
    const logPage = { partition: 0, after: 3_000, upTo: 4_000, direction: 'forwards', limit: 5 } as const;
    expect(await least(() => backend.readLog(logPage))).toBeLessThan(30);
    await own.onApplicationShutdown();
  });

  it('a database that is away is said to be away', async () => {
    const backend = createEventBackend(
      resolveStorage({ url: database.url.replace(/:\d+\//, ':1/'), schema: 'away' }),
      new StorageConnections(),
    );
    await backend.start();
    await expect(backend.ready()).rejects.toMatchObject({ code: 'EVENT_STORE_UNAVAILABLE' });
    expect(backend.isReady).toBe(false);
    await backend.stop();
  });
});
