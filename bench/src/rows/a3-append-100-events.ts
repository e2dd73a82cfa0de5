import { atLeast } from '../goals/verdict.js';
import { LedgerlineApp } from '../ledgerline/ledgerline-app.js';
import { alternate } from '../measuring/alternate.js';
import { Emmett } from '../peers/emmett.js';
import { RawUnnestInsert } from '../peers/raw-insert.js';
import { RawTable } from '../peers/raw-table.js';
import type { Row } from '../row.js';
import { closing } from '../running/closing.js';
import { checkpoint } from '../running/settle-database.js';
import { appending } from '../workload/append-load.js';

export const append100Events: Row = {
  id: 'A3',
  work: 'append 100 events to a stream, 1 caller',
  unit: 'events/s',
  doesNotMeasure: 'appends at the same time; the INSERT … unnest is a lower bound without a target',
  async run(bench) {
    const ours = await LedgerlineApp.open(bench.url);
    const emmett = await Emmett.open(bench.url);
    const table = await RawTable.open(bench.url);
    return closing([ours, emmett, table], async () => {
      const load = { callers: 1, eventsPerAppend: 100, duration: bench.sampleTime };
      const contestants = {
        ours: appending(ours, load),
        emmett: appending(emmett, load),
        raw: appending(new RawUnnestInsert(table), load),
      };
      const series = await alternate(bench, contestants, checkpoint(bench.url));
      return { series: Object.values(series), verdicts: [atLeast(1.7, series.ours, series.emmett)] };
    });
  },
};
