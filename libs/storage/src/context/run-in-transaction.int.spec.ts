import { availableDatabases, eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import type { EntityManager } from 'typeorm';
import { StorageConnections } from '../connections/storage-connections.js';
import type { StorageConnection } from '../connections/storage-connection.js';
import { resolveStorage } from '../storage-url.js';
import { runInTransaction } from './run-in-transaction.js';

describe.each(availableDatabases())('a transaction that is run on %s', (kind) => {
  let database: FreshDatabase;
  const connections = new StorageConnections();
  let connection: StorageConnection;

  beforeAll(async () => {
    database = await freshDatabase(kind);
    connection = connections.connection(resolveStorage({ url: database.url, poolSize: 4 }));
    await (await connection.ready()).query('CREATE TABLE notes (id integer PRIMARY KEY)');
  }, 60_000);
  afterAll(async () => {
    await connections.onApplicationShutdown();
    await database.drop();
  }, 60_000);
  afterEach(() => connection.dataSource!.query('DELETE FROM notes'));

  const insert = (manager: EntityManager | undefined, id: number) => manager!.query(`INSERT INTO notes VALUES (${id})`);
  const notes = async () => {
    const rows = await connection.dataSource!.query<{ id: number }[]>('SELECT id FROM notes ORDER BY id');
    return rows.map(({ id }) => id);
  };
  /** Nobody holds a connection any more that belongs to the pool. */
  const manyMoreTimes = async () => {
    for (let round = 0; round < 8; round++) await runInTransaction(connection, ({ manager }) => insert(manager, 100 + round));
  };

  it('commits what its work has written, and tells of that when it is durable', async () => {
    const seen: number[][] = [];
    const result = await runInTransaction(connection, async (transaction) => {
      transaction.beforeCommit(async () => void (await insert(transaction.manager, 2)));
      transaction.afterCommit(async () => void seen.push(await notes()));
      await insert(transaction.manager, 1);
      return 'done';
    });
    expect([result, seen]).toEqual(['done', [[1, 2]]]);
  });

  it('rolls back when its work fails, when what comes before the commit fails, and when it may not commit', async () => {
    const failures = [
      runInTransaction(connection, async ({ manager }) => {
        await insert(manager, 1);
        throw new Error('no');
      }),
      runInTransaction(connection, async (transaction) => {
        transaction.beforeCommit(() => Promise.reject(new Error('no')));
        await insert(transaction.manager, 2);
      }),
      runInTransaction(connection, ({ manager }) => insert(manager, 3), {
        onCommitting: () => {
          throw new Error('no');
        },
      }),
    ];
    for (const failure of failures) await expect(failure).rejects.toThrow('no');
    expect(await notes()).toEqual([]);
    await manyMoreTimes();
  });

  it('rolls back at once when it is given up, whatever still runs, and lets nothing of that through later', async () => {
    const controller = new AbortController();
    const { open: goOn, isIn, opened, entered } = gate();
    const late: Promise<unknown>[] = [];
    const work = runInTransaction(
      connection,
      async ({ manager }) => {
        await insert(manager, 1);
        isIn();
        await opened;
        late.push(insert(manager, 2), insert(manager, 3));
        await Promise.all(late);
      },
      { signal: controller.signal },
    );
    work.catch(() => undefined);
    await entered;
    controller.abort(new Error('too late'));
    await expect(work).rejects.toThrow('too late');
    goOn();
    await eventually(() => late.length === 2, { until: 'the work has gone on' });
    expect((await Promise.allSettled(late)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await notes()).toEqual([]);
    await manyMoreTimes();
  });

  it('lets nothing through that comes behind its end: it would be committed by itself', async () => {
    const late: Promise<unknown>[] = [];
    await runInTransaction(connection, async (transaction) => {
      await insert(transaction.manager, 1);
      const { manager } = transaction;
      // Sent in the turn in which the end is: it stands behind COMMIT in the connection's queue.
      transaction.beforeCommit(() => queueMicrotask(() => setImmediate(() => late.push(insert(manager, 2)))));
    });
    await eventually(() => late.length === 1, { until: 'the late statement was sent' });
    await Promise.allSettled(late);
    const stored = await notes();
    // Before COMMIT it is a part of the transaction; behind it, it is refused.
    expect(stored).toEqual(
      (await late[0]!.then(
        () => true,
        () => false,
      ))
        ? [1, 2]
        : [1],
    );
    await expect(
      runInTransaction(connection, async ({ manager }) => {
        await insert(manager, 3);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await notes()).toEqual(stored);
  });

  it('does not pass for committed when a statement had failed and the error was caught', async () => {
    const swallowing = runInTransaction(connection, async ({ manager }) => {
      await insert(manager, 1);
      await insert(manager, 1).catch(() => undefined);
    });
    // MySQL undoes the one statement; PostgreSQL would answer COMMIT with a roll-back.
    if (kind === 'mysql') await swallowing;
    else await expect(swallowing).rejects.toMatchObject({ code: 'TRANSACTION_SPOILED' });
    expect(await notes()).toEqual(kind === 'mysql' ? [1] : []);
  });

  it('goes on after a savepoint that was rolled back', async () => {
    await runInTransaction(connection, async ({ manager }) => {
      await insert(manager, 1);
      await manager!.transaction((inner) => insert(inner, 1)).catch(() => undefined);
      await insert(manager, 2);
    });
    expect(await notes()).toEqual([1, 2]);
  });

  it('does not commit what comes after a deadlock by itself', async () => {
    await runInTransaction(connection, async ({ manager }) => {
      await insert(manager, 1);
      await insert(manager, 2);
    });
    let arrived = 0;
    let open = () => {};
    const both = new Promise<void>((resolve) => (open = resolve));
    const crossing = (first: number, second: number) =>
      runInTransaction(connection, async ({ manager }) => {
        await manager!.query(`SELECT id FROM notes WHERE id = ${first} FOR UPDATE`);
        if (++arrived === 2) open();
        await both;
        await manager!.query(`SELECT id FROM notes WHERE id = ${second} FOR UPDATE`).catch(() => undefined);
        await insert(manager, 10 + first).catch(() => undefined);
      });
    const outcomes = await Promise.allSettled([crossing(1, 2), crossing(2, 1)]);
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled') + 1;
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(await notes()).toEqual([1, 2, 10 + winner]);
  }, 60_000);

  it('takes no connection that does not come before it is given up', async () => {
    const holders = Array.from({ length: 4 }, () => gate());
    const held = holders.map(({ opened, isIn }) =>
      runInTransaction(connection, () => {
        isIn();
        return opened;
      }),
    );
    await Promise.all(holders.map(({ entered }) => entered));
    await expect(runInTransaction(connection, async () => 'in', { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    for (const { open } of holders) open();
    await Promise.all(held);
    await manyMoreTimes();
  });
});

function gate() {
  let open = () => {};
  let isIn = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  const entered = new Promise<void>((resolve) => (isIn = resolve));
  return { open, isIn, opened, entered };
}
