import { availableDatabases, eventually } from '@ledgerline/local-servers/testing';
import type { Program } from '../../servers/program.js';
import { TrailBench } from './trail-bench.js';

const TERM = 2_000;
const ROUNDS = 3;
const EVENTS = 60;
/** Of an event, in the middle of its transaction, in milliseconds: an owner that is stopped is stopped there. */
const PAUSE = 15;

describe.each(availableDatabases())('P2 the owner of a projection on %s', (kind) => {
  let bench: TrailBench;
  let programs: Program[];

  beforeAll(async () => {
    bench = await TrailBench.open(kind, TERM);
    programs = [bench.run({ pause: PAUSE }), bench.run({ pause: PAUSE })];
    for (const program of programs) await program.says(/^ready$/m);
  }, 60_000);
  afterAll(() => bench.close(), 60_000);

  const handledBy = (program: Program) =>
    [...program.output.matchAll(/^handled (\d+) /gm)].reduce((sum, [, events]) => sum + Number(events), 0);

  /** The one that has handled more than it had before. */
  const ownerSince = async (before: readonly number[]): Promise<Program> => {
    const owner = () => programs.find((program, index) => handledBy(program) > before[index]!);
    await eventually(() => owner() !== undefined, { timeout: 60_000, until: 'somebody works on it' });
    return owner()!;
  };

  it('is stopped for longer than its lease: another goes on, and the woken one changes nothing', async () => {
    let appended = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const before = programs.map(handledBy);
      await bench.append(EVENTS);
      appended += EVENTS;
      const owner = await ownerSince(before);
      owner.signal('SIGSTOP');
      const stoppedAt = handledBy(owner);
      await eventually(async () => (await bench.handled()) === appended, { timeout: 60_000, until: 'the other has gone on' });
      expect(handledBy(owner)).toBe(stoppedAt);
      owner.signal('SIGCONT');
      await bench.append(EVENTS);
      appended += EVENTS;
      await eventually(async () => (await bench.handled()) === appended, { timeout: 60_000, until: 'all is handled' });
      const { model, fold } = await bench.compare();
      expect(model).toEqual(fold);
    }
    expect(programs.map(({ output }) => output).join('\n')).not.toContain('unhandled');
  }, 240_000);

  it('is killed: another takes over soon after its lease has run out', async () => {
    const before = programs.map(handledBy);
    const soFar = await bench.handled();
    await bench.append(EVENTS);
    const owner = await ownerSince(before);
    owner.signal('SIGKILL');
    await owner.exit();
    await eventually(async () => (await bench.handled()) === soFar + EVENTS, { timeout: 60_000, until: 'the other has gone on' });
    const { model, fold } = await bench.compare();
    expect(model).toEqual(fold);
  }, 120_000);
});
