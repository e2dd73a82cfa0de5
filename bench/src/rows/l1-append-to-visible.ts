import { within } from '../goals/verdict.js';
import { ProjectionApp } from '../ledgerline/projection-app.js';
import { alternate, type Contestant } from '../measuring/alternate.js';
import { median, percentile, type Series } from '../measuring/series.js';
import type { Row } from '../row.js';
import { closing } from '../running/closing.js';
import { checkpoint } from '../running/settle-database.js';
import { steadyAppends } from '../workload/steady-appends.js';

const PER_SECOND = 500;

export const appendToVisible: Row = {
  id: 'L1',
  work: `append → projection visible, at ${PER_SECOND} events/s, one row upserted for each`,
  unit: 'ms, median',
  digits: 1,
  doesNotMeasure:
    'several projections; a read database elsewhere. "Another node" is another application in the same process, which hears of appends by LISTEN and NOTIFY alone',
  async run(bench) {
    const runner = await ProjectionApp.open(bench.url);
    const other = await ProjectionApp.open(bench.url, false);
    return closing([runner, other], async () => {
      const slowest = new Map<string, number[]>();
      let samples = 0;
      const contestant = (name: string, { store }: ProjectionApp): Contestant => ({
        name,
        async sample() {
          const load = { perSecond: PER_SECOND, duration: bench.sampleTime, prefix: `steady-${samples++}` };
          const times = await steadyAppends(store, load, (token) => runner.runner.waitFor('order-rows', token));
          slowest.set(name, [...(slowest.get(name) ?? []), percentile(times, 0.99)]);
          return median(times);
        },
      });
      const series = await alternate(
        bench,
        { same: contestant('appended on the same node', runner), other: contestant('appended on another node', other) },
        checkpoint(bench.url),
      );
      const p99 = ({ name }: Series) => median(slowest.get(name)!.slice(1));
      const verdicts = [series.same, series.other].flatMap((each) => [
        within(10, 'ms', `p50, ${each.name}`, median(each.samples)),
        within(50, 'ms', `p99, ${each.name}`, p99(each)),
      ]);
      return { series: Object.values(series), verdicts };
    });
  },
};
