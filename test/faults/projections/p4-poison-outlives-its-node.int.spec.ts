import { ProjectionRunner } from '@ledgerline/cqrs';
import { EventStore } from '@ledgerline/event-sourcing';
import { availableDatabases, eventually } from '@ledgerline/local-servers/testing';
import type { INestApplicationContext } from '@nestjs/common';
import { openTrailApp } from './programs/trail-app.js';
import { Fate, Moved, type Moment } from './programs/trail.projection.js';
import { TrailBench } from './trail-bench.js';

const TERM = 2_000;
const POISON = 13;

/** Cannot take one amount, in the middle of its writes, until it is mended. */
class Poisoned extends Fate {
  tried = 0;
  isMended = false;

  at(moment: Moment, { event }: { readonly event: object }): void {
    if (moment !== 'between the writes' || (event as Moved).amount !== POISON) return;
    this.tried += 1;
    if (!this.isMended) throw new Error('thirteen brings bad luck');
  }
}

describe.each(availableDatabases())('P4 a poison event on %s', (kind) => {
  let bench: TrailBench;
  const open: INestApplicationContext[] = [];

  beforeAll(async () => {
    bench = await TrailBench.open(kind, TERM);
  }, 60_000);
  afterAll(async () => {
    for (const app of open) await app.close();
    await bench.close();
  }, 60_000);

  const start = async (fate: Fate) => {
    const app = await openTrailApp(bench.places, {}, fate);
    open.push(app);
    return app;
  };
  const status = async () => (await bench.runner.status())[0]!;

  it('stops its projection with nothing of it done, stays known after its node is gone, and is where the next one goes on', async () => {
    const store = bench.watcher.get(EventStore);
    for (const amount of [1, 2, POISON, 4]) await store.append('trail-anna', new Moved('anna', amount));
    const first = new Poisoned();
    await start(first);
    await eventually(async () => (await status()).state === 'faulted', { timeout: 30_000, until: 'it is faulted' });
    expect(first.tried).toBeGreaterThanOrEqual(6);
    expect(await bench.handled()).toBe(2);
    await open.pop()!.close();

    const second = new Poisoned();
    const next = await start(second);
    await store.append('trail-anna', new Moved('anna', 5));
    const known = await status();
    expect(known).toMatchObject({
      state: 'faulted',
      error: { message: 'thirteen brings bad luck', event: { version: 3 }, attempts: 6 },
    });
    expect(second.tried).toBe(0);

    second.isMended = true;
    await next.get(ProjectionRunner).resume('trails');
    await bench.runner.settled({ timeout: 30_000 });
    expect(second.tried).toBe(1);
    const { model, fold } = await bench.compare();
    expect(model).toEqual(fold);
    expect((await status()).error).toBeUndefined();
  }, 120_000);
});
