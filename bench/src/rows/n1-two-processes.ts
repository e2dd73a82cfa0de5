import pg from 'pg';
import { atLeast } from '../goals/verdict.js';
import { SagaWorker } from '../ledgerline/saga-worker.js';
import { alternate } from '../measuring/alternate.js';
import type { Row } from '../row.js';
import { closing } from '../running/closing.js';
import { checkpoint } from '../running/settle-database.js';

const CALLERS = 64;

export const runSagasInTwoProcesses: Row = {
  id: 'N1',
  work: `run sagas of 3 steps in two processes on one database, ${CALLERS} callers in each`,
  unit: 'sagas/s',
  doesNotMeasure: 'machines of their own for each process and for the database; takeovers',
  async run(bench) {
    const workers = [await SagaWorker.start(bench.url), await SagaWorker.start(bench.url)];
    const rate = async (working: readonly SagaWorker[]) => {
      const startedAt = performance.now();
      const counts = await Promise.all(working.map((worker) => worker.run(CALLERS, bench.sampleTime)));
      return (counts.reduce((sum, count) => sum + count, 0) / (performance.now() - startedAt)) * 1000;
    };
    return closing(workers, async () => {
      const contestants = {
        two: { name: 'Ledgerline, two processes', sample: () => rate(workers) },
        one: { name: 'Ledgerline, one process', sample: () => rate(workers.slice(0, 1)) },
      };
      const series = await alternate(bench, contestants, checkpoint(bench.url));
      await assertNothingLost(
        bench.url,
        workers.reduce((sum, { sagas }) => sum + sagas, 0),
      );
      return { series: Object.values(series), verdicts: [atLeast(1, series.two, series.one)] };
    });
  },
};

/** @throws Error when a saga is missing, did not complete, or ran a step twice */
async function assertNothingLost(url: string, sagas: number): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ completed: number; steps: number }>(
      `SELECT (SELECT count(*)::int FROM ledgerline.sagas WHERE status = 'completed') AS completed,
        (SELECT count(*)::int FROM ledgerline.saga_steps) AS steps`,
    );
    const [{ completed, steps }] = rows as [{ completed: number; steps: number }];
    if (completed !== sagas || steps !== 3 * sagas)
      throw new Error(`Of ${sagas} sagas ${completed} completed, in ${steps} attempts of steps instead of ${3 * sagas}.`);
  } finally {
    await client.end();
  }
}
