import { availableDatabases, eventually } from '@ledgerline/local-servers/testing';
import type { Program } from '../../servers/program.js';
import { TrailBench } from './trail-bench.js';

const KILLS = 12;
/** More than the doomed can handle: each works on forty at the most. */
const EVENTS = KILLS * 40 + 100;
const TERM = 1_000;
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000) + 1;

describe.each(availableDatabases())('P1 the runners of a projection on %s are killed at any moment', (kind) => {
  let bench: TrailBench;

  beforeAll(async () => {
    bench = await TrailBench.open(kind, TERM);
  }, 60_000);
  afterAll(() => bench.close(), 60_000);

  it(`its effects are those of a clean fold of the log (${KILLS} kills, ${EVENTS} events, SEED=${SEED - 1})`, async () => {
    await bench.append(EVENTS);
    const doomed: Program[] = [];
    // One works and one waits for its turn; each of them dies within its first forty events.
    while (doomed.length < KILLS) {
      const pair = [0, 1].map((offset) => bench.run({ seed: SEED + doomed.length + offset }));
      doomed.push(...pair);
      for (const program of pair) expect(await program.exit()).toBe('SIGKILL');
    }
    const survivor = bench.run();
    await eventually(async () => (await bench.handled()) === EVENTS, { timeout: 120_000, until: 'every event is handled' });
    await bench.append(10);
    await bench.runner.settled({ timeout: 60_000 });
    const { model, fold } = await bench.compare();
    expect(model).toEqual(fold);
    expect((await bench.runner.status())[0]).not.toHaveProperty('error');
    survivor.signal('SIGKILL');
    expect(doomed.map(({ output }) => output).join('\n')).not.toContain('unhandled');
  }, 300_000);
});
