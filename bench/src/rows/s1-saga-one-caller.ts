import { atLeast } from '../goals/verdict.js';
import { LedgerlineSagas } from '../ledgerline/ledgerline-sagas.js';
import { alternate } from '../measuring/alternate.js';
import { Dbos } from '../peers/dbos.js';
import type { Row } from '../row.js';
import { closing } from '../running/closing.js';
import { checkpoint } from '../running/settle-database.js';
import { runningSagas } from '../workload/running-sagas.js';

const CALLERS = 1;

export const runSagaOneCaller: Row = {
  id: 'S1',
  work: `run a saga of 3 steps to its end, ${CALLERS} caller`,
  unit: 'sagas/s',
  doesNotMeasure: 'steps that do something, compensation, retries, recovery, sagas that wait, several nodes',
  async run(bench) {
    const ours = await LedgerlineSagas.open(bench.url);
    const dbos = await Dbos.open(bench.url);
    return closing([ours, dbos], async () => {
      const contestants = {
        ours: runningSagas(ours, CALLERS, bench.sampleTime),
        dbos: runningSagas(dbos, CALLERS, bench.sampleTime),
      };
      const series = await alternate(bench, contestants, checkpoint(bench.url));
      return { series: Object.values(series), verdicts: [atLeast(3, series.ours, series.dbos)] };
    });
  },
};
