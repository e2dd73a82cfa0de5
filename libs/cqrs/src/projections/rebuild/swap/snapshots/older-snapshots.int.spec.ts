import { availableDatabases, eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { DataSource } from 'typeorm';
import { databaseTime, olderSnapshots } from './older-snapshots.js';

describe.each(availableDatabases())('Older snapshots on %s', (kind) => {
  let database: FreshDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await freshDatabase(kind);
    const type = kind === 'postgres' ? ('postgres' as const) : ('mysql' as const);
    dataSource = await new DataSource({ type, url: database.url, poolSize: 3 }).initialize();
    await dataSource.query('CREATE TABLE something (id integer)');
  });

  afterEach(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });

  /** The server of MySQL counts in seconds, and other specs have transactions of their own there. */
  const seenBy = async (reader: { pid: number }, time: string) =>
    (await olderSnapshots(dataSource, time)).filter(({ pid }) => pid === reader.pid).length === 1;

  it('are those of transactions that began before, until they end', async () => {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction('REPEATABLE READ');
    const [row]: { pid: unknown }[] = await runner.query(
      kind === 'postgres'
        ? 'SELECT pg_backend_pid() AS pid, count(*) FROM something'
        : 'SELECT CONNECTION_ID() AS pid, COUNT(*) FROM something',
    );
    const reader = { pid: Number(row?.pid) };
    const before = kind === 'postgres' ? '2000-01-01' : '2000-01-01 00:00:00';
    const later = kind === 'postgres' ? '2100-01-01' : '2100-01-01 00:00:00';
    expect(await seenBy(reader, before)).toBe(false);
    await eventually(async () => expect(await seenBy(reader, later)).toBe(true));
    await runner.commitTransaction();
    await runner.release();
    // The server of MySQL refreshes its list ten times a second.
    await eventually(async () => expect(await seenBy(reader, later)).toBe(false));
  });

  it('are compared by the time of the database', async () => {
    const time = await databaseTime(dataSource);
    expect(Math.abs(Date.parse(time.replace(' ', 'T').replace(/\+00$/, 'Z')) - Date.now())).toBeLessThan(86_400_000);
    await expect(olderSnapshots(dataSource, time)).resolves.toEqual(expect.any(Array));
  });
});
