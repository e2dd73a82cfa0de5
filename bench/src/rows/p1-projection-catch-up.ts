import pg from 'pg';
import { atLeast } from '../goals/verdict.js';
import { fillLogElsewhere } from '../ledgerline/fill-log-elsewhere.js';
import { LedgerlineApp } from '../ledgerline/ledgerline-app.js';
import { ProjectionApp } from '../ledgerline/projection-app.js';
import { alternate } from '../measuring/alternate.js';
import { EventByEvent } from '../peers/event-by-event.js';
import type { Row } from '../row.js';
import { closing } from '../running/closing.js';
import { checkpoint, settleDatabase } from '../running/settle-database.js';

/** The loop is a tenth as fast at the most: of as many events nobody would wait for the end. */
const SHARE_OF_THE_LOOP = 10;
const FORGET = `TRUNCATE order_rows; UPDATE ledgerline.projections SET position = 0, mode = 'paused'`;

export const catchUp: Row = {
  id: 'P1',
  work: 'projection catch-up, 1 row upserted for each event',
  unit: 'events/s',
  doesNotMeasure:
    'handlers that do more than one statement; a network; the start of the application. The loop handles a tenth of the events, for time',
  size: { full: 20_000, quick: 2_000 },
  async run(bench) {
    await fillLogElsewhere(bench.size, bench);
    const log = await LedgerlineApp.open(bench.url);
    // Its tables are there from the first start on.
    await (await ProjectionApp.open(bench.url, false)).close();
    const loop = await EventByEvent.open(bench.url);
    await settleDatabase(bench.url);
    return closing([log, loop], async () => {
      const share = Math.ceil(bench.size / SHARE_OF_THE_LOOP);
      const series = await alternate(
        bench,
        {
          ours: { name: 'Ledgerline', sample: () => projectionRate(bench.url, bench.size) },
          loop: { name: 'a transaction for each event', sample: () => rate(share, () => loop.catchUp(log.store, share)) },
        },
        async () => {
          await forget(bench.url);
          await checkpoint(bench.url)();
        },
      );
      return { series: Object.values(series), verdicts: [atLeast(5, series.ours, series.loop)] };
    });
  },
};

/** Lets a projection go that has all before it, and measures until it has come to the end of the log. */
async function projectionRate(url: string, events: number): Promise<number> {
  await forget(url);
  const app = await ProjectionApp.open(url);
  return closing([app], () =>
    rate(events, async () => {
      await app.runner.resume('order-rows');
      await app.runner.settled({ timeout: 0 });
    }),
  );
}

async function rate(events: number, work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (events / (performance.now() - startedAt)) * 1000;
}

/** Everybody begins with an empty model. */
async function forget(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(FORGET);
  } finally {
    await client.end();
  }
}
