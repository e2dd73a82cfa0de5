import { atLeast } from '../goals/verdict.js';
import { fillStream } from '../ledgerline/fill-log.js';
import { LedgerlineApp } from '../ledgerline/ledgerline-app.js';
import { alternate } from '../measuring/alternate.js';
import { throughput } from '../measuring/throughput.js';
import { Emmett } from '../peers/emmett.js';
import { RawUnnestInsert } from '../peers/raw-insert.js';
import { RawTable } from '../peers/raw-table.js';
import type { Row } from '../row.js';
import { closing } from '../running/closing.js';
import { settleDatabase } from '../running/settle-database.js';
import type { Appender } from '../workload/append-load.js';
import { ordersPlaced } from '../workload/order-placed.event.js';
import { OrderHistory } from '../workload/order.aggregate.js';

const STREAM = 'order-1';
const EVENTS_PER_APPEND = 100;

export const loadAggregate: Row = {
  id: 'R1',
  work: 'load an aggregate, 1 caller',
  unit: 'events/s',
  doesNotMeasure: 'a cold cache: the rows are in the memory of the server; the handler of the aggregate does next to nothing',
  size: { full: 10_000, quick: 10_000 },
  async run(bench) {
    const ours = await LedgerlineApp.open(bench.url);
    const emmett = await Emmett.open(bench.url);
    const table = await RawTable.open(bench.url);
    return closing([ours, emmett, table], async () => {
      await fillStream(ours.store, STREAM, bench.size);
      for (const peer of [emmett, new RawUnnestInsert(table)]) await fillPeer(peer, bench.size);
      await settleDatabase(bench.url);
      const reading = (load: () => Promise<number>) => () => throughput(1, bench.sampleTime, () => whole(load(), bench.size));
      const series = await alternate(bench, {
        ours: { name: ours.name, sample: reading(async () => (await ours.store.load(OrderHistory, '1')).orders) },
        emmett: { name: emmett.name, sample: reading(() => emmett.load(STREAM)) },
        raw: { name: 'a SELECT and JSON.parse', sample: reading(() => table.read(STREAM)) },
      });
      const verdicts = [atLeast(1.3, series.ours, series.emmett), atLeast(0.8, series.ours, series.raw)];
      return { series: Object.values(series), verdicts };
    });
  },
};

async function fillPeer(peer: Appender, events: number): Promise<void> {
  const orders = ordersPlaced(EVENTS_PER_APPEND);
  for (let expectedVersion = 0; expectedVersion < events; expectedVersion += EVENTS_PER_APPEND) {
    await peer.append({ stream: STREAM, expectedVersion }, orders, 0);
  }
}

/** A contestant that reads less than all would win. */
async function whole(loading: Promise<number>, size: number): Promise<number> {
  const read = await loading;
  if (read !== size) throw new Error(`${read} events were read where ${size} are stored.`);
  return read;
}
