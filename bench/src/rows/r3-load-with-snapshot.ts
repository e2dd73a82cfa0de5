import { atMost, within } from '../goals/verdict.js';
import { countStatements } from '../ledgerline/count-statements.js';
import { fillStream } from '../ledgerline/fill-log.js';
import { LedgerlineApp } from '../ledgerline/ledgerline-app.js';
import { alternate } from '../measuring/alternate.js';
import { throughput } from '../measuring/throughput.js';
import type { Bench, Row } from '../row.js';
import { closing } from '../running/closing.js';
import { settleDatabase } from '../running/settle-database.js';
import { ordersPlaced } from '../workload/order-placed.event.js';
import { OrderHistory } from '../workload/order.aggregate.js';

const SMALLEST = 1_000;
/** Events behind the snapshot, which are replayed. */
const TAIL = 10;

export const loadWithSnapshot: Row = {
  id: 'R3',
  work: `load with a snapshot and ${TAIL} events behind it`,
  unit: 'µs a load',
  digits: 1,
  doesNotMeasure: 'how long a snapshot takes to be made, and large states: the state here is one number',
  size: { full: 1_000_000, quick: 20_000 },
  async run(bench) {
    const ours = await LedgerlineApp.open(bench.url);
    return closing([ours], async () => {
      const sizes = { smallest: SMALLEST, middle: Math.round(bench.size / 10), largest: bench.size };
      for (const size of Object.values(sizes)) await store(ours, size, bench);
      await settleDatabase(bench.url);
      const loading = (size: number) => ({
        name: `${size.toLocaleString('en')} events in the stream`,
        sample: () => microsecondsALoad(ours, size, bench.sampleTime),
      });
      const contestants = {
        largest: loading(sizes.largest),
        middle: loading(sizes.middle),
        smallest: loading(sizes.smallest),
      };
      const series = await alternate(bench, contestants);
      const roundTrips = await countStatements(ours.pool, () => ours.store.load(OrderHistory, idOf(sizes.largest)));
      const verdicts = [
        within(1, 'round trip', 'a load', roundTrips),
        atMost(1.2, series.middle, series.smallest, sizes.middle.toLocaleString('en')),
        atMost(1.2, series.largest, series.smallest, sizes.largest.toLocaleString('en')),
      ];
      return { series: Object.values(series), verdicts };
    });
  },
};

const idOf = (size: number) => `with-${size}`;

async function store({ store }: LedgerlineApp, size: number, { progress }: Bench): Promise<void> {
  const id = idOf(size);
  await fillStream(store, `order-${id}`, size);
  progress(`${size} events stored in one stream`);
  await store.createSnapshot(OrderHistory, id);
  await store.append(`order-${id}`, ordersPlaced(TAIL), { expectedVersion: size });
}

async function microsecondsALoad({ store }: LedgerlineApp, size: number, duration: number): Promise<number> {
  const id = idOf(size);
  const loadsPerSecond = await throughput(1, duration, async () => {
    const { orders } = await store.load(OrderHistory, id);
    if (orders !== size + TAIL) throw new Error(`The aggregate counts ${orders} orders where ${size + TAIL} are stored.`);
    return 1;
  });
  return 1_000_000 / loadsPerSecond;
}
