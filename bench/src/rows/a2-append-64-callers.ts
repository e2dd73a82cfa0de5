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

const CALLERS = 64;
const CONNECTIONS = 16;

export const append64Callers: Row = {
  id: 'A2',
  work: `append 1 event with optimistic check, ${CALLERS} callers`,
  unit: 'events/s',
  doesNotMeasure: `callers that meet on one stream, and several processes; Emmett has ${CONNECTIONS} connections for its ${CALLERS} callers, the raw INSERTs one caller for each connection`,
  async run(bench) {
    const ours = await LedgerlineApp.open(bench.url);
    const emmett = await Emmett.open(bench.url, CONNECTIONS);
    const table = await RawTable.open(bench.url, CONNECTIONS);
    return closing([ours, emmett, table], async () => {
      const load = { callers: CALLERS, duration: bench.sampleTime };
      const contestants = {
        ours: appending(ours, load),
        emmett: appending(emmett, load),
        raw: appending(new RawSingleInsert(table), { ...load, callers: CONNECTIONS }),
      };
      const series = await alternate(bench, contestants, checkpoint(bench.url));
      const verdicts = [atLeast(15, series.ours, series.emmett), atLeast(4, series.ours, series.raw)];
      return { series: Object.values(series), verdicts };
    });
  },
};
