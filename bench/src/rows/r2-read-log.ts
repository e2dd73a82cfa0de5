import { atLeast, within } from '../goals/verdict.js';
import { fillLogElsewhere } from '../ledgerline/fill-log-elsewhere.js';
import { LedgerlineApp } from '../ledgerline/ledgerline-app.js';
import { alternate } from '../measuring/alternate.js';
import { MemoryGrowth } from '../measuring/memory-growth.js';
import { readByCursor } from '../peers/raw-cursor.js';
import type { Row } from '../row.js';
import { closing } from '../running/closing.js';
import { settleDatabase } from '../running/settle-database.js';
import type { OrderPlaced } from '../workload/order-placed.event.js';

/** Ours by default, and so the cursor's. */
const PAGE_SIZE = 500;
const LOOK_EVERY = 5_000;
const MOST_ROUNDS = 3;

export const readLog: Row = {
  id: 'R2',
  work: 'read the log (readAll), every payload looked at',
  unit: 'events/s',
  doesNotMeasure: `a cold cache; filters; memory of anything but the reading (the growth is that of the first pass of a fresh process over its state before it)`,
  size: { full: 1_000_000, quick: 30_000 },
  async run(bench) {
    await fillLogElsewhere(bench.size, bench);
    await settleDatabase(bench.url);
    const ours = await LedgerlineApp.open(bench.url);
    return closing([ours], async () => {
      const memory = new MemoryGrowth();
      await readAll(ours, () => memory.look());
      const growth = memory.megabytes;
      const series = await alternate(
        { ...bench, rounds: Math.min(bench.rounds, MOST_ROUNDS) },
        {
          ours: { name: ours.name, sample: () => rate(bench.size, () => readAll(ours)) },
          raw: { name: 'a cursor and JSON.parse', sample: () => rate(bench.size, () => readByCursor(bench.url, PAGE_SIZE)) },
        },
      );
      const verdicts = [atLeast(0.8, series.ours, series.raw), within(100, 'MB', 'growth of resident memory', growth)];
      return { series: Object.values(series), verdicts };
    });
  },
};

async function readAll({ store }: LedgerlineApp, everySoOften: () => void = () => {}): Promise<number> {
  let events = 0;
  for await (const { event } of store.readAll()) {
    if ((event as OrderPlaced).orderId) events += 1;
    if (events % LOOK_EVERY === 0) everySoOften();
  }
  return events;
}

async function rate(size: number, read: () => Promise<number>): Promise<number> {
  const startedAt = performance.now();
  const events = await read();
  if (events < size) throw new Error(`${events} events were read where ${size} are stored.`);
  return (events / (performance.now() - startedAt)) * 1000;
}
