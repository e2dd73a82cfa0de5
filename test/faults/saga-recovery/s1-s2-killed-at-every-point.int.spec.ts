import { freshDatabase } from '@ledgerline/local-servers/testing';
import { ended, Ledger, onlooker, Program, runNode } from './recovery-bench.js';

const LEASE_TERM = 2_000;

/** A moment to die at; what is called by then, and what is called afterwards, before the end. */
interface CrashPoint {
  readonly point: string;
  readonly step?: string;
  readonly fails?: boolean;
  /** Calls of a saga that ends, in order. */
  readonly calls: readonly string[];
}

const WELL = ['room', 'car', 'flight'];
const UNDONE = ['room', 'car', 'car:undo', 'room:undo'];

const CRASH_POINTS: readonly CrashPoint[] = [
  { point: 'after-start', calls: WELL },
  { point: 'before-step', step: 'room', calls: WELL },
  { point: 'after-step', step: 'room', calls: ['room', ...WELL] },
  { point: 'before-record', step: 'room', calls: ['room', ...WELL] },
  { point: 'after-record', step: 'room', calls: WELL },
  { point: 'before-step', step: 'car', calls: WELL },
  { point: 'after-step', step: 'car', calls: ['room', 'car', 'car', 'flight'] },
  { point: 'after-record', step: 'car', calls: WELL },
  { point: 'before-record', step: 'flight', calls: [...WELL, 'flight'] },
  { point: 'after-record', step: 'flight', calls: WELL },
  { point: 'before-record', step: 'flight', fails: true, calls: ['room', 'car', 'flight:undo', 'car:undo', 'room:undo'] },
  { point: 'after-record', step: 'flight', fails: true, calls: UNDONE },
  { point: 'before-compensation', step: 'car', fails: true, calls: UNDONE },
  { point: 'after-compensation', step: 'car', fails: true, calls: ['room', 'car', 'car:undo', 'car:undo', 'room:undo'] },
  { point: 'before-compensation', step: 'room', fails: true, calls: UNDONE },
  { point: 'after-compensation', step: 'room', fails: true, calls: [...UNDONE, 'room:undo'] },
  { point: 'after-claim', calls: WELL },
];

describe('S1, S2, S3 a node killed at any point of a saga', () => {
  afterAll(() => Program.killAll());

  it(`every saga comes to its end on another node; what was recorded is not done again (${CRASH_POINTS.length} kills)`, async () => {
    const [sagas, books] = await Promise.all([freshDatabase('postgres'), freshDatabase('postgres')]);
    const ledger = new Ledger(books.url);
    await ledger.create();
    const { app, runner } = await onlooker(sagas.url);
    const common = { url: sagas.url, ledger: books.url, leaseTerm: LEASE_TERM };
    const idOf = ({ point, step, fails }: CrashPoint) => `${point} ${step} ${fails}`;

    // A saga that is claimed could be claimed by any node, so its node is alone.
    const alone = CRASH_POINTS.filter(({ point }) => point === 'after-claim');
    const together = CRASH_POINTS.filter((crash) => !alone.includes(crash));
    const batches = [
      ...Array.from({ length: Math.ceil(together.length / 3) }, (_, n) => together.slice(n * 3, n * 3 + 3)),
      alone,
    ];
    for (const batch of batches) {
      const dying = batch.map((crash) => {
        const { point, step, fails } = crash;
        const id = idOf(crash);
        const start = [{ id, booking: { fails }, delay: point === 'after-claim' ? 1 : 0 }];
        return runNode({ ...common, start, dieAt: { point, id, step } });
      });
      for (const node of dying) expect(await node.exit()).toBe('SIGKILL');
    }

    const survivor = runNode(common);
    const outcomes: Record<string, readonly string[]> = {};
    for (const crash of CRASH_POINTS) {
      const id = idOf(crash);
      const view = await ended(runner, id, crash.fails ? 'compensated' : 'completed');
      outcomes[id] = (await ledger.of(id)).map(({ step }) => step);
      expect({ id, rooms: (view.context as { rooms: number }).rooms }).toEqual({ id, rooms: 1 });
    }
    expect(outcomes).toEqual(Object.fromEntries(CRASH_POINTS.map((crash) => [idOf(crash), crash.calls])));

    survivor.signal('SIGTERM');
    await survivor.exit();
    await app.close();
    await ledger.close();
    await Promise.all([sagas.drop(), books.drop()]);
  }, 180_000);
});
