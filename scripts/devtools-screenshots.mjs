#!/usr/bin/env node
/**
 * Takes the pictures of the guide: the main views of /events and /sagas of a sample application that runs and has customers.
 *
 *   npm start                                  in one terminal
 *   npm run demo:traffic                       in another
 *   node scripts/devtools-screenshots.mjs      in a third; [http://localhost:3000] [--to=docs/images] [--browser=/usr/bin/chromium]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const say = (line) => process.stdout.write(`${line}\n`);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { to: { type: 'string', default: 'docs/images' }, browser: { type: 'string', default: '/usr/bin/chromium' } },
});
const url = positionals[0] ?? 'http://localhost:3000';
const ask = async (route) => (await fetch(`${url}/events/api/v1/${route}`)).json();

/** An order that was created and shipped, and a saga whose every step was undone. */
const { items: shipped } = await ask('events?type=OrderShipped&limit=1');
const { items: undone } = await ask('sagas?status=compensated&text=unreachable&limit=1');
const [order, saga] = [shipped[0], undone[0]];
if (!order || !saga) {
  say('There is not enough to see yet: let `npm run demo:traffic` run for a while.');
  process.exit(1);
}
const query = (parts) => new URLSearchParams(parts).toString();
const VIEWS = [
  { name: 'events-log', path: '/events', height: 640 },
  { name: 'events-time-travel', path: `/events#/time-travel?${query({ name: order.stream, version: '2' })}`, height: 480 },
  { name: 'events-story', path: `/events#/story?${query({ event: order.id })}`, height: 420 },
  { name: 'sagas-board', path: '/sagas', height: 640 },
  { name: 'sagas-board-dark', path: '/sagas', height: 640, colorScheme: 'dark' },
  { name: 'sagas-saga', path: `/sagas#/saga?${query({ id: saga.id })}`, height: 820 },
];

mkdirSync(values.to, { recursive: true });
const browser = await chromium.launch({
  executablePath: values.browser,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
for (const { name, path, height, colorScheme = 'light' } of VIEWS) {
  const page = await browser.newPage({ viewport: { width: 1_280, height }, colorScheme });
  await page.goto(url + path);
  await page.locator('main').first().waitFor();
  await page.waitForTimeout(1_500);
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(1_000);
  const file = join(values.to, `${name}.png`);
  await page.screenshot({ path: file });
  await page.close();
  say(file);
}
await browser.close();
