#!/usr/bin/env node
/**
 * `npm run demo:traffic`: customers for the sample application that runs, so that /events and /sagas are worth a look: orders, failures,
 * retries, compensations.
 *
 *   npm run demo:traffic                                 until Ctrl-C, about three a second
 *   npm run demo:traffic -- http://localhost:3001        an application elsewhere
 *   npm run demo:traffic -- --orders=200 --rate=20       two hundred, twenty a second, then the end
 *   npm run demo:traffic -- --seed=7                     other customers
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { randomFrom } from './demo/random.mjs';
import { pickScenario } from './demo/scenarios.mjs';
import { Shop } from './demo/shop.mjs';

const say = (line) => process.stdout.write(`${line}\n`);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { orders: { type: 'string' }, rate: { type: 'string', default: '3' }, seed: { type: 'string', default: '1' } },
});
const url = positionals[0] ?? `http://localhost:${process.env.PORT || 3000}`;
const orders = values.orders === undefined ? Infinity : Number(values.orders);
const rate = Number(values.rate);
if (!(orders > 0) || !(rate > 0)) {
  say('--orders and --rate must be numbers above 0.');
  process.exit(1);
}

const shop = new Shop(url);
if (!(await shop.isThere())) {
  say(`Nothing answers at ${url}. Start the sample application first: npm start`);
  process.exit(1);
}
say(`Customers come to ${url}, about ${rate} a second. Look at ${url}/events and ${url}/sagas; Ctrl-C sends them home.`);

const random = randomFrom(Number(values.seed));
const outcomes = new Map();
const underWay = new Set();
let isOver = false;
process.once('SIGINT', () => (isOver = true));

async function visit() {
  const { name, run } = pickScenario(random);
  const outcome = await run(shop, random).catch((error) => `no answer (${error.cause?.code ?? error.message})`);
  const key = `${name}: ${outcome ?? 'no status'}`;
  outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
}

for (let count = 0; count < orders && !isOver; count++) {
  const visitor = visit().finally(() => underWay.delete(visitor));
  underWay.add(visitor);
  await pause((1_000 / rate) * (0.5 + random.next()));
}
await Promise.all(underWay);
for (const [key, count] of [...outcomes].sort(([a], [b]) => a.localeCompare(b))) say(`${String(count).padStart(6)}  ${key}`);
