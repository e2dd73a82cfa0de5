import { startMariaDb, type MariaDbServer } from '@ledgerline/local-servers';
import { eventually, isAvailable } from '@ledgerline/local-servers/testing';
import { isConnectionError, resolveStorage, StorageConnections } from '@ledgerline/storage';
import type { AppendRequest } from '../event-backend.js';
import { createEventBackend } from '../event-backend-holder.js';
import { findAbilities } from './mysql-abilities.js';

let number = 0;

function request(stream: string, expected = -1, data = '{}'): AppendRequest {
  const id = `00000000-0000-4000-8000-${(number++).toString(16).padStart(12, '0')}`;
  return {
    stream,
    category: 'spec',
    expected,
    events: [{ id, type: 'T', schemaVersion: 1, data, metadata: null }],
    mayRepeat: false,
  };
}

(isAvailable('mysql') ? describe : describe.skip)('the log on a server with settings of its own', () => {
  let server: MariaDbServer;
  let url: string;
  const connections = new StorageConnections();

  beforeAll(async () => {
    server = await startMariaDb({
      inMemory: true,
      isDurable: false,
      settings: {
        'innodb-lock-wait-timeout': 1,
        'loose-innodb-snapshot-isolation': 'ON',
        'sql-mode': 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES,STRICT_TRANS_TABLES',
        'default-time-zone': '-07:00',
      },
    });
    url = await server.ensureDatabase('settings');
  }, 90_000);
  afterAll(async () => {
    await connections.onApplicationShutdown();
    await server.stop();
  }, 60_000);

  const open = async (schema: string, preparedStatements = true) => {
    const backend = createEventBackend(resolveStorage({ url, schema, preparedStatements }), connections);
    await backend.start();
    await backend.ready();
    return backend;
  };
  const application = () => connections.connection(resolveStorage(url)).ready();

  it('a transaction whose snapshot is old joins its append under snapshot isolation, and the setting is as it was', async () => {
    const backend = await open('snapshots');
    const dataSource = await application();
    const outcome = await dataSource.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('SELECT COUNT(*) FROM snapshots_events');
      await backend.append([request('spec-1')]);
      const appended = await backend.appendIn(manager, request('spec-1', 1));
      const [variable] = await manager.query<{ Value: string }[]>("SHOW VARIABLES LIKE 'innodb_snapshot_isolation'");
      expect(variable?.Value).toBe('ON');
      return appended;
    });
    expect(outcome).toMatchObject({ kind: 'appended', version: 2, positions: [2] });
  });

  it('appends that wait too long for a transaction that has appended are busy, leave no lock, and go on when it ends', async () => {
    const backend = await open('waiting');
    await (
      await application()
    ).transaction(async (manager) => {
      await backend.appendIn(manager, request('spec-1'));
      const outcomes = await backend.append([request('spec-2'), request('spec-3')]);
      expect(outcomes).toEqual([{ kind: 'busy' }, { kind: 'busy' }]);
    });
    expect(await backend.append([request('spec-2', 0), request('spec-1', 1)])).toMatchObject([
      { kind: 'appended', positions: [2] },
      { kind: 'appended', positions: [3], version: 2 },
    ]);
  });

  it('O5 without prepared statements texts stay in their place where a backslash escapes nothing and quotes are names', async () => {
    const backend = await open('quotes', false);
    const stream = `spec-\\'; DROP TABLE quotes_events; -- "`;
    await backend.append([request(stream, 0, '{"x":"\\\\\'\\""}')]);
    const events = await backend.readStream({ stream, from: 1, to: 9, direction: 'forwards', limit: 9, types: ["'", '\\', 'T'] });
    expect(events.map(({ data }) => data)).toEqual(['{"x":"\\\\\'\\""}']);
  });

  it("times are the database's, in UTC, whatever the time zone, and a version can be found by them", async () => {
    const backend = await open('times');
    const [appended] = await backend.append([request('spec-1')]);
    if (appended?.kind !== 'appended') throw new Error(appended?.kind);
    expect(Math.abs(appended.recordedAt - Date.now())).toBeLessThan(5_000);
    const [stored] = await backend.readStream({ stream: 'spec-1', from: 1, to: 1, direction: 'forwards', limit: 1 });
    expect(stored!.recordedAt).toBe(appended.recordedAt);
    expect(await backend.versionAt('spec-1', new Date(appended.recordedAt))).toBe(1);
    expect(await backend.versionAt('spec-1', new Date(appended.recordedAt - 1))).toBe(0);
  });

  it('finds out what the server can do', async () => {
    await open('abilities');
    expect(await findAbilities(await application(), 'abilities')).toMatchObject({ supportsProcedures: true });
    expect(await findAbilities(await application(), 'elsewhere')).toMatchObject({ supportsProcedures: false });
  });
});

(isAvailable('mysql') ? describe : describe.skip)('the log on a server that goes away', () => {
  it.each(['kill', 'fast'] as const)(
    'O2 after "%s" calls fail with 503 and within seconds, and work again when it is back',
    async (how) => {
      const server = await startMariaDb({ inMemory: true, isDurable: false });
      const connections = new StorageConnections();
      try {
        const url = await server.ensureDatabase('away');
        const backend = createEventBackend(resolveStorage({ url }), connections);
        await backend.start();
        await Promise.all(Array.from({ length: 8 }, (_, index) => backend.append([request(`spec-${index}`)])));
        await (how === 'kill' ? server.kill() : server.stop());
        const failures = await Promise.allSettled([
          backend.append([request('spec-1')]),
          backend.safeHead(0),
          backend.safeHead(0),
        ]);
        const reasons = failures.map((failure) => (failure.status === 'rejected' ? (failure.reason as Error) : undefined));
        for (const reason of reasons) expect(isConnectionError(reason)).toBe(true);
        expect(reasons[1]).toMatchObject({ code: 'EVENT_STORE_UNAVAILABLE', status: 503 });
        if (how === 'fast') return;
        await server.restart();
        await eventually(() => backend.safeHead(0).then(({ position }) => expect(position).toBe(8)));
        expect((await backend.append([request('spec-1', 1)]))[0]?.kind).toBe('appended');
      } finally {
        await connections.onApplicationShutdown();
        await server.stop();
      }
    },
    60_000,
  );
});
