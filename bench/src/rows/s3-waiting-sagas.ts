import { within } from '../goals/verdict.js';
import { WaitingSagas } from '../ledgerline/waiting-sagas.js';
import type { Row } from '../row.js';
import { closing } from '../running/closing.js';
import { settleDatabase } from '../running/settle-database.js';

const TIMERS = 300;
const WARM_UP = 2_000;

export const waitInSagas: Row = {
  id: 'S3',
  work: `go on with ${TIMERS} sagas whose timers are due within a second, while many others wait`,
  unit: 'ms late, the latest',
  doesNotMeasure: 'the time to start them all; timers of several nodes; steps that do something',
  size: { full: 100_000, quick: 5_000, of: 'sagas' },
  async run(bench) {
    const ours = await WaitingSagas.open(bench.url);
    return closing([ours], async () => {
      // What a process holds once it has done everything for the first time is not held per saga.
      await ours.fill(WARM_UP);
      await ours.latest(TIMERS);
      const before = ours.heap();
      bench.progress(`starting ${bench.size.toLocaleString('en')} sagas that wait`);
      await ours.fill(WARM_UP + bench.size);
      const bytes = Math.max(0, (ours.heap() - before) / bench.size);
      await settleDatabase(bench.url);
      const samples: number[] = [];
      for (let round = 1; round <= bench.rounds; round++) {
        const latest = () => ours.latest(TIMERS);
        samples.push(bench.profile ? await bench.profile(latest) : await latest());
        bench.progress(`round ${round}/${bench.rounds}: ${samples.at(-1)!} ms`);
      }
      return {
        series: [{ name: 'Ledgerline', samples }],
        verdicts: [
          within(1_000, 'ms', 'the latest of all timers', Math.max(...samples)),
          within(50, 'bytes', 'heap for each saga that waits', bytes),
        ],
      };
    });
  },
};
