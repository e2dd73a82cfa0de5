import { writeSync } from 'node:fs';
import { projectionChannel, type ProjectionMessage } from '@ledgerline/cqrs';
import { openTrailApp, type TrailPlaces } from './trail-app.js';
import { Fate, type Moment } from './trail.projection.js';

// Runs the projection of trails, says what it has committed, and kills itself at a moment that a seed chooses; or takes its time.
const places = JSON.parse(process.argv[2]!) as TrailPlaces;
const { seed = 0, pause = 0 } = JSON.parse(process.argv[3] ?? '{}') as { seed?: number; pause?: number };

/** Mulberry32: small, and the same everywhere. @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function randoms(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const die = () => process.kill(process.pid, 'SIGKILL');
const MOMENTS: readonly (Moment | 'around the commit')[] = [
  'before the writes',
  'between the writes',
  'after the writes',
  'around the commit',
];

class Doom extends Fate {
  readonly #random = randoms(seed);
  readonly #moment = MOMENTS[Math.floor(this.#random() * MOMENTS.length)]!;
  #left = 1 + Math.floor(this.#random() * 40);

  async at(moment: Moment): Promise<void> {
    if (pause > 0 && moment === 'between the writes') await new Promise((resolve) => setTimeout(resolve, pause));
    if (seed === 0) return;
    if (moment === 'before the writes') this.#left -= 1;
    if (this.#left > 0) return;
    if (moment === this.#moment) die();
    // The commit is one of the next things that this process sends and hears of.
    if (moment === 'after the writes') setTimeout(die, this.#random() * 4);
  }
}

const doom = new Doom();
projectionChannel.asyncEnd.subscribe((told) => {
  const { outcome, to, events } = told as ProjectionMessage;
  if (outcome === 'ok') writeSync(1, `handled ${events} to ${to}\n`);
});
process.on('unhandledRejection', (error) => {
  writeSync(1, `unhandled ${String(error)}\n`);
  process.exit(1);
});
await openTrailApp(places, {}, doom);
writeSync(1, 'ready\n');
// Timers of the libraries do not keep a process alive.
setInterval(() => undefined, 60_000);
