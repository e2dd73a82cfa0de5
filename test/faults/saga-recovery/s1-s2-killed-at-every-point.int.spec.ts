import { availableDatabases, eventually, freshDatabase } from '@ledgerline/local-servers/testing';
import pg from 'pg';
import { ended, Ledger, onlooker, Program, runNode } from './recovery-bench.js';
import type { Booking } from './programs/booking.saga.js';

/**
 * Nodes of this spec die soon after they have started, and nobody can be declared dead by a node that has not lived for a term: what one
 * of them runs is taken over by nobody but the survivor.
 */
const LEASE_TERM = 5_000;

/** A moment to die at, as the research on other engines numbers them, and the calls of a saga that ends, in order. */
interface CrashPoint {
  readonly number: string;
  readonly point: string;
  readonly step?: string;
  /** The how many-th such moment. @default the first */
  readonly nth?: number;
  readonly booking?: Booking;
  /** Whether the saga waits for a signal in the middle. */
  readonly awaits?: boolean;
  readonly calls: readonly string[];
}

const WELL = ['room', 'car', 'flight'];
const FAILS = { fails: true };
const UNDONE = ['room', 'car', 'car:undo', 'room:undo'];
const AWAITED = ['room', 'confirm', 'car', 'flight'];

const CRASH_POINTS: readonly CrashPoint[] = [
  { number: 'c2', point: 'after-start', calls: WELL },
  { number: 'c3', point: 'after-claim', calls: WELL },
  { number: 'c4', point: 'before-step', step: 'room', calls: WELL },
  { number: 'c4', point: 'before-step', step: 'car', calls: WELL },
  { number: 'c4', point: 'before-step', step: 'flight', calls: WELL },
  { number: 'c5', point: 'after-step', step: 'room', calls: ['room', ...WELL] },
  { number: 'c5', point: 'after-step', step: 'car', calls: ['room', 'car', 'car', 'flight'] },
  { number: 'c6', point: 'before-record', step: 'room', calls: ['room', ...WELL] },
  { number: 'c7', point: 'after-record', step: 'room', calls: WELL },
  { number: 'c7', point: 'after-record', step: 'car', calls: WELL },
  { number: 'c8', point: 'after-record', step: 'car', booking: { flaky: 1 }, calls: ['room', 'car', 'car', 'flight'] },
  { number: 'c9', point: 'before-record', step: 'room', awaits: true, calls: ['room', ...AWAITED] },
  { number: 'c9', point: 'after-record', step: 'room', awaits: true, calls: AWAITED },
  {
    number: 'c12',
    point: 'before-record',
    step: 'flight',
    booking: FAILS,
    calls: ['room', 'car', 'flight:undo', 'car:undo', 'room:undo'],
  },
  { number: 'c12', point: 'after-record', step: 'flight', booking: FAILS, calls: UNDONE },
  { number: 'c13', point: 'before-compensation', step: 'car', booking: FAILS, calls: UNDONE },
  { number: 'c13', point: 'before-compensation', step: 'room', booking: FAILS, calls: UNDONE },
  {
    number: 'c14',
    point: 'after-compensation',
    step: 'car',
    booking: FAILS,
    calls: ['room', 'car', 'car:undo', 'car:undo', 'room:undo'],
  },
  { number: 'c14', point: 'after-compensation', step: 'room', booking: FAILS, calls: [...UNDONE, 'room:undo'] },
  {
    number: 'c15',
    point: 'before-record',
    step: 'car',
    nth: 2,
    booking: FAILS,
    calls: ['room', 'car', 'car:undo', 'car:undo', 'room:undo'],
  },
  { number: 'c15', point: 'after-record', step: 'car', nth: 2, booking: FAILS, calls: UNDONE },
  { number: 'c16', point: 'before-record', step: 'flight', calls: [...WELL, 'flight'] },
  { number: 'c16', point: 'after-record', step: 'flight', calls: WELL },
  { number: 'c16', point: 'after-record', step: 'room', nth: 2, booking: FAILS, calls: UNDONE },
];

const AT_A_TIME = 4;

describe.each(availableDatabases())('S1, S2, S3 a node killed at any point of a saga, on %s', (kind) => {
  let sagas: Awaited<ReturnType<typeof freshDatabase>>;
  let books: Awaited<ReturnType<typeof freshDatabase>>;
  let ledger: Ledger;
  let node: Awaited<ReturnType<typeof onlooker>>;

  beforeAll(async () => {
    [sagas, books] = await Promise.all([freshDatabase(kind), freshDatabase('postgres')]);
    ledger = new Ledger(books.url);
    await ledger.create();
    node = await onlooker(sagas.url);
  }, 60_000);

  afterAll(async () => {
    await Program.killAll();
    await node.app.close();
    await ledger.close();
    await Promise.all([sagas.drop(), books.drop()]);
  });

  const common = () => ({ url: sagas.url, ledger: books.url, leaseTerm: LEASE_TERM });
  const stepsOf = async (id: string) => (await ledger.of(id)).map(({ step }) => step);

  it(`every saga comes to its end on another node; what was recorded is not done again (${CRASH_POINTS.length} kills)`, async () => {
    const { runner } = node;
    // A name for each, so that the nodes of the others cannot take it over while they die themselves.
    const named = CRASH_POINTS.map((crash, index) => ({ ...crash, saga: `${crash.awaits ? 'awaiting' : 'booking'}-${index}` }));
    const idOf = ({ number, point, step, saga }: (typeof named)[number]) => `${number} ${point} ${step} ${saga}`;
    for (let first = 0; first < named.length; first += AT_A_TIME) {
      const dying = named.slice(first, first + AT_A_TIME).map((crash) => {
        const { point, step, nth, saga, booking = {} } = crash;
        const start = [{ id: idOf(crash), saga, booking, delay: point === 'after-claim' ? 1 : 0 }];
        return runNode({ ...common(), sagas: [saga], start, dieAt: { point, id: idOf(crash), step, nth } });
      });
      for (const each of dying) expect(await each.exit()).toBe('SIGKILL');
    }

    const survivor = runNode({ ...common(), sagas: named.map(({ saga }) => saga) });
    for (const crash of named.filter(({ awaits }) => awaits)) await runner.signal(idOf(crash), 'confirm');
    const outcomes: Record<string, readonly string[]> = {};
    for (const crash of named) {
      const id = idOf(crash);
      const view = await ended(runner, id, crash.booking?.fails ? 'compensated' : 'completed');
      outcomes[id] = await stepsOf(id);
      expect({ id, rooms: (view.context as { rooms: number }).rooms }).toEqual({ id, rooms: 1 });
    }
    expect(outcomes).toEqual(Object.fromEntries(named.map((crash) => [idOf(crash), crash.calls])));
    for (const [key, calls] of await ledger.calls()) expect({ key, isBounded: calls <= 2 }).toEqual({ key, isBounded: true });
    survivor.signal('SIGTERM');
    await survivor.exit();
  }, 240_000);

  it('c1 before the start is written: there is no saga, and a start under the same id runs it once', async () => {
    const dying = runNode({
      ...common(),
      sagas: ['booking-c1'],
      start: [{ id: 'c1', saga: 'booking-c1', booking: {} }],
      dieAt: { point: 'before-start', id: 'c1' },
    });
    expect(await dying.exit()).toBe('SIGKILL');
    expect(await node.runner.get('c1')).toBeNull();
    const next = runNode({ ...common(), sagas: ['booking-c1'], start: [{ id: 'c1', saga: 'booking-c1', booking: {} }] });
    await next.says(/result c1 completed/);
    expect(await stepsOf('c1')).toEqual(WELL);
    next.signal('SIGKILL');
    await next.exit();
  }, 120_000);

  // On MySQL and MariaDB a record passes over a row that somebody holds: it never waits in the database.
  if (kind === 'postgres') {
    it('c6 while its record waits in the database: the record is made or not, and the step is called again or not', async () => {
      const holder = new pg.Client(sagas.url);
      await holder.connect();
      const dying = runNode({
        ...common(),
        sagas: ['booking-c6'],
        start: [{ id: 'c6', saga: 'booking-c6', booking: { long: 3_000 } }],
      });
      await dying.says(/in c6 car/);
      await holder.query('BEGIN');
      await holder.query(`SELECT 1 FROM ledgerline.sagas WHERE id = 'c6' FOR UPDATE`);
      await eventually(
        async () => {
          const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
          expect((await holder.query(waiting)).rowCount).toBeGreaterThan(0);
        },
        { timeout: 30_000 },
      );
      dying.signal('SIGKILL');
      expect(await dying.exit()).toBe('SIGKILL');
      await holder.query('COMMIT');
      await holder.end();
      const survivor = runNode({ ...common(), sagas: ['booking-c6'], isQuick: true });
      await ended(node.runner, 'c6', 'completed');
      expect([WELL, ['room', 'car', 'car', 'flight']]).toContainEqual(await stepsOf('c6'));
      survivor.signal('SIGKILL');
      await survivor.exit();
    }, 120_000);
  }

  it('c10, c11 while it waits, and when the signal has come and was not seen', async () => {
    const order = { ...common(), sagas: ['awaiting-c10'] };
    const first = runNode({ ...order, start: [{ id: 'c10', saga: 'awaiting-c10', booking: {} }] });
    await eventually(async () => expect(await node.runner.get('c10')).toMatchObject({ waitingFor: 'confirm' }), {
      timeout: 60_000,
    });
    first.signal('SIGKILL');
    await first.exit();
    await node.runner.signal('c10', 'confirm');
    const second = runNode({ ...order, dieAt: { point: 'after-claim', id: 'c10' } });
    expect(await second.exit()).toBe('SIGKILL');
    const survivor = runNode(order);
    await ended(node.runner, 'c10', 'completed');
    expect(await stepsOf('c10')).toEqual(AWAITED);
    survivor.signal('SIGKILL');
    await survivor.exit();
  }, 180_000);

  it('c17 while it hands over at SIGTERM', async () => {
    const order = { ...common(), sagas: ['booking-c17'] };
    const leaving = runNode({
      ...order,
      start: [{ id: 'c17', saga: 'booking-c17', booking: { long: 60_000 } }],
      dieAt: { point: 'before-leave', id: 'c17' },
    });
    await leaving.says(/in c17 car/);
    leaving.signal('SIGTERM');
    expect(await leaving.exit()).toBe('SIGKILL');
    const survivor = runNode({ ...order, isQuick: true });
    await ended(node.runner, 'c17', 'completed');
    expect(await stepsOf('c17')).toEqual(WELL);
    survivor.signal('SIGKILL');
    await survivor.exit();
  }, 120_000);
});
