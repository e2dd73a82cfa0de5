import { atLeast } from '../goals/verdict.js';
import { LedgerlineApp } from '../ledgerline/ledgerline-app.js';
import { alternate } from '../measuring/alternate.js';
import { Emmett } from '../peers/emmett.js';
import { RawSingleInsert } from '../peers/raw-insert.js';
import { RawTable } from '../peers/raw-table.js';
import type { Row } from '../row.js';
import { closing } from '../running/closing.js';
import { checkpoint } from '../running/settle-database.js';
import { appending } from '../workload/append-load.js';

export const appendOneCaller: Row = {
  id: 'A1',
  work: 'append 1 event, 1 caller',
  unit: 'events/s',
  doesNotMeasure: 'a network: client and server share one machine, and a commit is most of what an append costs',
  async run(bench) {
    const ours = await LedgerlineApp.open(bench.url);
    const emmett = await Emmett.open(bench.url);
    const table = await RawTable.open(bench.url);
    return closing([ours, emmett, table], async () => {
      const load = { callers: 1, duration: bench.sampleTime };
      const contestants = {
        ours: appending(ours, load),
        emmett: appending(emmett, load),
        raw: appending(new RawSingleInsert(table), load),
      };
      const series = await alternate(bench, contestants, checkpoint(bench.url));
      const verdicts = [atLeast(2, series.ours, series.emmett), atLeast(0.9, series.ours, series.raw)];
      return { series: Object.values(series), verdicts };
    });
  },
};
