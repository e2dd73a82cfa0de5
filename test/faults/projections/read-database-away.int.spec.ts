import { ProjectionRunner } from '@ledgerline/cqrs';
import { EventStore } from '@ledgerline/event-sourcing';
import { eventually, freshDatabase, startOwnPostgres, type FreshDatabase } from '@ledgerline/local-servers/testing';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { openTrailApp } from './programs/trail-app.js';
import { foldOf, Moved, Step, Trail } from './programs/trail.projection.js';

const OUTAGES = 3;
const EVENTS = 150;

describe('The read database goes away in the middle of the work', () => {
  let events: FreshDatabase;
  let server: Awaited<ReturnType<typeof startOwnPostgres>>;
  let app: INestApplicationContext;
  let read: string;

  beforeAll(async () => {
    events = await freshDatabase('postgres');
    server = await startOwnPostgres();
    read = await server.ensureDatabase('reads');
    app = await openTrailApp({ storage: events.url, read, leaseTerm: 2_000 });
  }, 120_000);
  afterAll(async () => {
    await app?.close();
    await server?.stop('immediate');
    await events?.drop();
  }, 60_000);

  const status = async () => (await app.get(ProjectionRunner).status())[0]!;
  const append = async (count: number) => {
    const store = app.get(EventStore);
    for (let number = 0; number < count; number++)
      await store.append(`trail-${number % 5}`, new Moved(`account-${number % 5}`, number));
  };

  it(`${OUTAGES} times: no event is blamed, appends go on, and what is made in the end is a clean fold of the log`, async () => {
    for (let outage = 0; outage < OUTAGES; outage++) {
      const appending = append(EVENTS);
      const { position } = (await status()).partitions[0]!;
      await eventually(async () => (await status()).partitions[0]!.position > position, {
        timeout: 30_000,
        until: 'it is under way',
      });
      await server.kill();
      await eventually(async () => (await status()).state === 'disconnected', { timeout: 30_000, until: 'the loss is noticed' });
      await appending;
      expect(await status()).toMatchObject({ state: 'disconnected', disconnected: expect.stringMatching(/\S/) });
      await server.restart();
      await app.get(ProjectionRunner).settled({ timeout: 60_000 });
      expect(await status()).toMatchObject({ state: 'live', lag: 0 });
    }
    const readDb = await new DataSource({ type: 'postgres', url: read, entities: [Trail, Step], schema: 'public' }).initialize();
    const trails = await readDb.manager.find(Trail, { order: { account: 'ASC' } });
    const steps = await readDb.manager.find(Step, { order: { position: 'ASC' } });
    await readDb.destroy();
    const plain = (rows: readonly object[]) => rows.map((row) => ({ ...row }));
    expect({ trails: plain(trails), steps: plain(steps) }).toEqual(await foldOf(app.get(EventStore).readAll()));
  }, 240_000);
});
