import { atLeast } from '../goals/verdict.js';
import { EVENTS_PER_STREAM, filledStream, fillLog } from '../ledgerline/fill-log.js';
import { LedgerlineApp } from '../ledgerline/ledgerline-app.js';
import { alternate } from '../measuring/alternate.js';
import { throughput } from '../measuring/throughput.js';
import type { Bench, Row } from '../row.js';
import { closing } from '../running/closing.js';
import { checkpoint, settleDatabase } from '../running/settle-database.js';
import { appending } from '../workload/append-load.js';
import { orderPlaced } from '../workload/order-placed.event.js';

const CALLERS = 64;
const SMALL = 10_000;
/** A prime beyond any number of streams here: its multiples visit all streams in an order without order. */
const STRIDE = 15_485_863;

export const appendToALargeLog: Row = {
  id: 'G1',
  work: `append 1 event with optimistic check to a log that holds many, ${CALLERS} callers`,
  unit: 'events/s',
  doesNotMeasure:
    'a log much larger than memory; the target speaks of 10 million events (`--size G1=10000000`); appends to old streams at random have no target',
  size: { full: 3_000_000, quick: 50_000 },
  async run(bench) {
    const large = await LedgerlineApp.open(bench.url, 'large');
    return closing([large], async () => {
      await fillLog(large.store, bench.size, bench);
      await settleDatabase(bench.url);
      const load = { callers: CALLERS, duration: bench.sampleTime };
      const contestants = {
        large: { ...appending(large, load), name: `${large.name}, ${bench.size.toLocaleString('en')} events stored` },
        small: { name: `${large.name}, ${SMALL.toLocaleString('en')} events stored`, sample: inSmallLogs(bench) },
        old: { name: `${large.name}, as first, to old streams at random`, sample: toOldStreams(large, bench) },
      };
      const series = await alternate(bench, contestants, checkpoint(bench.url));
      return { series: Object.values(series), verdicts: [atLeast(0.8, series.large, series.small)] };
    });
  },
};

/** Each sample in a log that was just filled: a small log does not stay small. */
function inSmallLogs(bench: Bench): () => Promise<number> {
  let logs = 0;
  return async () => {
    const small = await LedgerlineApp.open(bench.url, `small_${logs++}`);
    return closing([small], async () => {
      await fillLog(small.store, SMALL, bench);
      return appending(small, { callers: CALLERS, duration: bench.sampleTime }).sample();
    });
  };
}

function toOldStreams({ store }: LedgerlineApp, bench: Bench): () => Promise<number> {
  const streams = Math.floor(bench.size / EVENTS_PER_STREAM);
  let appends = 0;
  return () =>
    throughput(CALLERS, bench.sampleTime, async () => {
      const number = appends++;
      const expectedVersion = EVENTS_PER_STREAM + Math.floor(number / streams);
      await store.append(filledStream((number * STRIDE) % streams), orderPlaced(number), { expectedVersion });
      return 1;
    });
}
