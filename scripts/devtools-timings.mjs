#!/usr/bin/env node
/**
 * How long every view of /events and /sagas takes on a large store: fills a PostgreSQL of its own by bulk SQL, runs the sample application
 * on it, asks each view several times, and prints a table. Needs a build, and some gigabytes of disk for the whole size.
 *
 *   node scripts/devtools-timings.mjs [--events=10000000] [--sagas=100000] [--times=7] [--limit=300]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startPostgres } from '@ledgerline/local-servers';
import { seed } from './devtools/seed.mjs';
import { viewsOf } from './devtools/views.mjs';

const say = (line) => process.stdout.write(`${line}\n`);
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000000' },
    sagas: { type: 'string', default: '100000' },
    times: { type: 'string', default: '7' },
    limit: { type: 'string', default: '300' },
  },
});
const [events, sagas, times, limit] = [values.events, values.sagas, values.times, values.limit].map(Number);

const server = await startPostgres({ settings: { shared_buffers: '512MB', max_wal_size: '8GB' } });
try {
  const url = await server.ensureDatabase('devtools');
  await withApplication(url, () => undefined);
  const client = new pg.Client(url);
  await client.connect();
  await seed(client, { events, sagas, say });
  const { rows } = await client.query('SELECT id FROM ledgerline.events WHERE position = $1', [events - 5]);
  await client.end();
  const views = viewsOf({ events, sagas, eventId: rows[0].id, now: Date.now() });
  const slowest = await withApplication(url, (application) => measure(application, views));
  say(`\nThe slowest view took ${slowest.toFixed(0)} ms (median of ${times}); ${limit} ms are allowed.`);
  if (slowest > limit) process.exitCode = 1;
} finally {
  await server.stop();
}

/** Runs the sample application on a store while `work` lasts. */
async function withApplication(url, work) {
  const main = join(import.meta.dirname, '..', 'apps', 'order-fulfilment', 'dist', 'main.js');
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: '0', STORAGE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    return await work(await addressOf(child));
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

async function addressOf(child) {
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    const address = /Health\s+(http:\/\/\S+)\/health/.exec(output)?.[1];
    if (address) {
      child.stdout.resume();
      return address;
    }
  }
  throw new Error(`The application did not start:\n${output}`);
}

/** Asks each view, prints what it took, and gives the slowest median. */
async function measure(application, views) {
  say(`\n| view (${events} events, ${sagas} sagas) | median, ms | worst, ms |\n| --- | ---: | ---: |`);
  let slowest = 0;
  for (const [name, paths] of Object.entries(views)) {
    const taken = [];
    for (let time = 0; time < times; time++) {
      const begun = performance.now();
      await Promise.all(paths.map((path) => ask(`${application}/events/${path}`)));
      taken.push(performance.now() - begun);
    }
    taken.sort((a, b) => a - b);
    const median = taken[Math.floor(taken.length / 2)];
    slowest = Math.max(slowest, median);
    say(`| ${name} | ${median.toFixed(1)} | ${taken.at(-1).toFixed(1)} |`);
  }
  return slowest;
}

async function ask(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answers ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}
