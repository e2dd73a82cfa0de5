import { availableDatabases, eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { resolveStorage, StorageConnections } from '@ledgerline/storage';
import { Database } from '../../databases/database.js';
import type { ProjectionError } from '../projection-status.js';
import { openLedger } from './open-ledger.js';
import type { ProjectionKey, ProjectionLedger, ProjectionRow } from './projection-ledger.js';

const KEY: ProjectionKey = { name: 'orders', version: 1, partition: 0 };
/** Long, on a machine that may stall. */
const TERM = 60_000;
const SHORT_TERM = 1_000;
const ERROR: ProjectionError = {
  message: 'no such customer “Ann”',
  stack: 'Error: …',
  event: { stream: 'order-1', version: 2, position: 7 },
  attempts: 4,
  at: '2024-01-01T00:00:00.000Z',
};

describe.each([...availableDatabases(), 'memory'] as const)('The ledger of projections on %s', (kind) => {
  let fresh: FreshDatabase | undefined;
  let connections: StorageConnections;
  let database: Database;
  let ledger: ProjectionLedger;

  const row = async (key = KEY): Promise<ProjectionRow> =>
    (await ledger.rows()).find(
      ({ name, version, partition }) => name === key.name && version === key.version && partition === key.partition,
    )!;
  const take = async (owner: string, term = TERM) => (await ledger.take(KEY, owner, term))!;
  const step = (from: number, to: number, epoch: number, term = TERM) => ({ epoch, from, to, term, reachedAt: to * 1000 });

  beforeEach(async () => {
    connections = new StorageConnections();
    fresh = kind === 'memory' ? undefined : await freshDatabase(kind);
    const storage = resolveStorage(fresh?.url ?? 'memory:');
    database = new Database('read', storage, false, fresh ? connections.connection(storage) : undefined);
    ledger = openLedger(database);
    await ledger.add(KEY, 'live', 5);
  });
  afterEach(async () => {
    database.stop();
    await connections.onApplicationShutdown();
    await fresh?.drop();
  });

  it('adds a row once', async () => {
    await ledger.add(KEY, 'live', 9);
    expect(await ledger.rows()).toEqual([
      {
        ...KEY,
        role: 'live',
        mode: 'running',
        position: 5,
        epoch: 0,
        owner: null,
        isLeased: false,
        reachedAt: null,
        error: null,
      },
    ]);
  });

  it('gives a row to one owner at a time, each with a higher epoch', async () => {
    const first = await take('one');
    expect(first).toMatchObject({ owner: 'one', position: 5, isLeased: true });
    expect(await ledger.take(KEY, 'other', TERM)).toBeNull();
    await ledger.release(KEY, first.epoch);
    const second = await take('other');
    expect(second.epoch).toBeGreaterThan(first.epoch);
    expect(await ledger.renew(KEY, first.epoch, TERM)).toBeNull();
    expect(await ledger.renew(KEY, second.epoch, TERM)).toMatchObject({ owner: 'other', epoch: second.epoch });
  });

  it('moves the checkpoint for the newest epoch, from where it is, and nobody else', async () => {
    const { epoch } = await take('one');
    expect(await ledger.advance(KEY, step(5, 8, epoch))).toBe(true);
    expect(await ledger.advance(KEY, step(5, 9, epoch))).toBe(false);
    expect(await ledger.advance(KEY, step(8, 9, epoch - 1))).toBe(false);
    expect(await row()).toMatchObject({ position: 8, reachedAt: 8000 });
    expect(await ledger.advance(KEY, { ...step(8, 10, epoch), reachedAt: null })).toBe(true);
    expect(await row()).toMatchObject({ position: 10, reachedAt: 8000 });
  });

  it('stops at an event, keeps why, and goes on from there or behind it', async () => {
    const { epoch } = await take('one');
    expect(await ledger.fault(KEY, epoch - 1, ERROR)).toBe(false);
    expect(await ledger.fault(KEY, epoch, ERROR)).toBe(true);
    expect(await row()).toMatchObject({ mode: 'faulted', position: 5, error: ERROR });
    expect(await ledger.advance(KEY, step(5, 6, epoch))).toBe(false);
    await ledger.resume('orders', false);
    expect(await ledger.renew(KEY, epoch, TERM)).toMatchObject({ mode: 'running', position: 5, error: null });
    await ledger.fault(KEY, epoch, ERROR);
    await ledger.resume('orders', true);
    expect(await ledger.renew(KEY, epoch, TERM)).toMatchObject({ mode: 'running', position: 7, error: null });
  });

  it('is paused for all nodes, whoever says so', async () => {
    const { epoch } = await take('one');
    await ledger.pause('orders');
    expect(await ledger.advance(KEY, step(5, 6, epoch))).toBe(false);
    expect(await ledger.renew(KEY, epoch, TERM)).toMatchObject({ mode: 'paused' });
    await ledger.resume('orders', true);
    expect(await ledger.advance(KEY, step(5, 6, epoch))).toBe(true);
  });

  it('leaves other projections, versions and partitions alone', async () => {
    const others = [
      { ...KEY, name: 'other' },
      { ...KEY, version: 2 },
      { ...KEY, partition: 1 },
    ];
    for (const key of others) await ledger.add(key, key.version === 2 ? 'shadow' : 'live', 0);
    const { epoch } = await take('one');
    await ledger.advance(KEY, step(5, 6, epoch));
    await ledger.pause('other');
    expect(await Promise.all(others.map((key) => row(key)))).toEqual([
      expect.objectContaining({ position: 0, epoch: 0, mode: 'paused' }),
      expect.objectContaining({ position: 0, epoch: 0, mode: 'running' }),
      expect.objectContaining({ position: 0, epoch: 0, mode: 'running' }),
    ]);
  });

  if (kind === 'memory') return;

  it('gives a row away when its lease has run out', async () => {
    const { epoch } = await take('one', SHORT_TERM);
    const taken = await eventually(() => ledger.take(KEY, 'other', TERM).then((got) => got ?? false), {
      timeout: 20_000,
      until: 'the lease has run out',
    });
    expect(taken).toMatchObject({ owner: 'other' });
    expect(await ledger.advance(KEY, step(5, 6, epoch))).toBe(false);
  });

  it('moves the checkpoint with the transaction that does it, or not at all', async () => {
    const { epoch } = await take('one');
    const dataSource = await database.ready();
    const given = dataSource.transaction(async (manager) => {
      expect(await ledger.advance(KEY, step(5, 6, epoch), manager)).toBe(true);
      expect((await ledger.rows(manager))[0]).toMatchObject({ position: 6 });
      expect(await row()).toMatchObject({ position: 5 });
      throw new Error('the handler failed');
    });
    await expect(given).rejects.toThrow('the handler failed');
    expect(await row()).toMatchObject({ position: 5 });
  });

  it('ends a session that stopped in the middle of its transaction, once its lease has run out', async () => {
    const { epoch } = await take('one', SHORT_TERM);
    const runner = (await database.ready()).createQueryRunner();
    await runner.startTransaction();
    await ledger.advance(KEY, step(5, 6, epoch, SHORT_TERM), runner.manager);
    const taken = await eventually(() => ledger.take(KEY, 'other', SHORT_TERM).then((got) => got ?? false), {
      timeout: 30_000,
      until: 'the row is taken over',
    });
    expect(taken).toMatchObject({ owner: 'other', position: 5 });
    await expect(runner.commitTransaction()).rejects.toThrow();
    await runner.release();
    expect(await row()).toMatchObject({ owner: 'other', position: 5 });
  });
});
