import { availableDatabases, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { resolveStorage, StorageConnections } from '@ledgerline/storage';
import type { DataSource, EntityManager } from 'typeorm';
import { Database } from '../../../databases/database.js';
import { openLedger } from '../../ledger/open-ledger.js';
import type { ProjectionLedger, ProjectionRow } from '../../ledger/projection-ledger.js';
import { completeSwap, shadowVersion } from './complete-swap.js';
import { RebuildRecord, SWAPPING, type LockedRow } from './rebuild-record.js';

const NAME = 'orders';
const TERM = 60_000;

describe.each(availableDatabases())('The record of rebuilds on %s', (kind) => {
  let fresh: FreshDatabase;
  let connections: StorageConnections;
  let database: Database;
  let ledger: ProjectionLedger;
  let dataSource: DataSource;
  let record: RebuildRecord;

  beforeEach(async () => {
    fresh = await freshDatabase(kind);
    connections = new StorageConnections();
    const storage = resolveStorage(fresh.url);
    database = new Database('read', storage, false, connections.connection(storage));
    ledger = openLedger(database);
    dataSource = await database.ready();
    record = new RebuildRecord(dataSource, storage.schema);
    await ledger.add({ name: NAME, version: 1, partition: 0 }, 'live', 40);
    await ledger.add({ name: 'other', version: 1, partition: 0 }, 'live', 40);
  });

  afterEach(async () => {
    database.stop();
    await connections.onApplicationShutdown();
    await fresh.drop();
  });

  const rowsOf = async (name = NAME): Promise<Pick<ProjectionRow, 'version' | 'role' | 'mode' | 'position' | 'owner'>[]> =>
    (await ledger.rows())
      .filter((row) => row.name === name)
      .map(({ version, role, mode, position, owner }) => ({ version, role, mode, position, owner }))
      .toSorted((one, other) => one.version - other.version);
  const begin = (version: number) => ledger.add({ name: NAME, version, partition: 0 }, 'shadow', 0);
  const locked = (work: (manager: EntityManager, rows: LockedRow[]) => Promise<void>) =>
    dataSource.transaction(async (manager) => work(manager, await record.lock(manager, NAME, TERM)));
  const complete = (version: number) => locked((manager, rows) => completeSwap(record, manager, NAME, rows, version));

  it('tells what is under way, and since when', async () => {
    await begin(2);
    expect(await record.underWay()).toEqual([
      { name: NAME, version: 2, partition: 0, mode: 'running', position: 0, error: null, startedAt: expect.any(Number) },
    ]);
    const [row] = await record.underWay();
    expect(Math.abs(row!.startedAt - Date.now())).toBeLessThan(3_600_000);
  });

  it('makes a shadow the live one, free to be taken, and archives what was live', async () => {
    await begin(2);
    const shadow = (await ledger.take({ name: NAME, version: 2, partition: 0 }, 'builder', TERM))!;
    await ledger.take({ name: NAME, version: 1, partition: 0 }, 'runner', TERM);
    await locked((manager, rows) =>
      record.move(
        manager,
        NAME,
        rows.find(({ role }) => role === 'shadow')!,
        41,
      ),
    );
    await complete(2);
    expect(await rowsOf()).toEqual([
      { version: 1, role: 'archived', mode: 'running', position: 40, owner: null },
      { version: 2, role: 'live', mode: 'running', position: 41, owner: null },
    ]);
    const live = await ledger.take({ name: NAME, version: 2, partition: 0 }, 'runner', TERM);
    expect(live!.epoch).toBeGreaterThan(shadow.epoch);
    expect(await rowsOf('other')).toEqual([{ version: 1, role: 'live', mode: 'running', position: 40, owner: null }]);
  });

  it('fences whoever had the live row, and whoever had the shadow', async () => {
    await begin(2);
    const live = (await ledger.take({ name: NAME, version: 1, partition: 0 }, 'runner', TERM))!;
    const shadow = (await ledger.take({ name: NAME, version: 2, partition: 0 }, 'builder', TERM))!;
    await complete(2);
    const step = (row: ProjectionRow) => ({ epoch: row.epoch, from: row.position, to: 90, term: TERM, reachedAt: null });
    expect(await ledger.advance(live, step(live))).toBe(false);
    expect(await ledger.advance(shadow, step(shadow))).toBe(false);
  });

  it('rebuilds the same version under its negative, and leaves one row of it', async () => {
    const version = shadowVersion(1, 1);
    expect(version).toBe(-1);
    expect(shadowVersion(2, 1)).toBe(2);
    await begin(version);
    await complete(version);
    expect(await rowsOf()).toEqual([{ version: 1, role: 'live', mode: 'running', position: 0, owner: null }]);
  });

  it('does nothing when the swap was written down already', async () => {
    await begin(2);
    await complete(2);
    const rows = await rowsOf();
    await complete(2);
    expect(await rowsOf()).toEqual(rows);
  });

  it('keeps a paused projection paused', async () => {
    await ledger.pause(NAME);
    await begin(2);
    await complete(2);
    expect((await rowsOf())[1]).toMatchObject({ version: 2, mode: 'paused' });
  });

  it('gives up other rebuilds, but for one whose tables are being renamed', async () => {
    for (const version of [2, 3, 4]) await begin(version);
    await dataSource.transaction((manager) => record.setMode(manager, NAME, 2, SWAPPING));
    await record.discardOthers(NAME, 4);
    expect((await rowsOf()).map(({ version }) => version)).toEqual([1, 2, 4]);
  });

  it('sends a rebuild back to its start, if it is still ours', async () => {
    await ledger.add({ name: NAME, version: 2, partition: 0 }, 'shadow', 30);
    await record.restart(NAME, 2, 7);
    expect((await rowsOf())[1]).toMatchObject({ position: 30 });
    await record.restart(NAME, 2, 0);
    expect((await rowsOf())[1]).toMatchObject({ position: 0 });
  });

  it('holds the live row while tables are renamed, and lets nobody move the shadow', async () => {
    await begin(2);
    const live = { name: NAME, version: 1, partition: 0 };
    const shadow = (await ledger.take({ ...live, version: 2 }, 'builder', TERM))!;
    await locked(async (manager) => {
      await record.hold(manager, NAME, 'swap', TERM);
      await record.setMode(manager, NAME, 2, SWAPPING);
    });
    expect(await ledger.take(live, 'runner', TERM)).toBeNull();
    expect(await ledger.advance(shadow, { epoch: shadow.epoch, from: 0, to: 1, term: TERM, reachedAt: null })).toBe(false);
    await locked(async (manager) => {
      await record.free(manager, NAME, 'swap');
      await record.setMode(manager, NAME, 2, 'running');
    });
    expect(await ledger.take(live, 'runner', TERM)).toMatchObject({ position: 40 });
    expect(await ledger.advance(shadow, { epoch: shadow.epoch, from: 0, to: 1, term: TERM, reachedAt: null })).toBe(true);
  });
});
