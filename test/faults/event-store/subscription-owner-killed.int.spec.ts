import { join } from 'node:path';
import { eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { Program } from '../../servers/program.js';
import { TYPESCRIPT } from '../typescript-program.js';
import { Part } from './programs/fault-events.js';
import { openStore } from './programs/open-store.js';

const SUBSCRIBER = join(__dirname, 'programs', 'subscriber.ts');
const STREAMS = 10;
const EVENTS = 400;

describe('the owners of a durable subscription are killed', () => {
  let database: FreshDatabase;

  beforeAll(async () => {
    database = await freshDatabase('postgres');
  }, 60_000);
  afterAll(async () => {
    await Program.killAll();
    await database.drop();
  }, 60_000);

  it('others go on within the lease term: nothing is skipped, the order of each stream is kept, only the batch in hand comes again', async () => {
    const node = await openStore(database.url);
    await node.backend.ready();
    const programs: Program[] = [];
    const handled = () => programs.flatMap(({ output }) => handledBy(output));
    const distinct = () => new Set(handled().map(({ position }) => position)).size;
    const run = () => programs.push(Program.run(SUBSCRIBER, [database.url, 'survivor'], TYPESCRIPT));
    run();
    run();
    let appended = 0;
    const append = async (count: number) => {
      for (let number = 0; number < count; number++, appended++)
        await node.store.append(`owned-${appended % STREAMS}`, new Part('owned', appended, 1));
    };
    for (let kill = 0; kill < 3; kill++) {
      await append(EVENTS / 4);
      await eventually(() => distinct() > (kill * EVENTS) / 4, { timeout: 30_000, until: 'the subscription is under way' });
      programs[kill]!.signal('SIGKILL');
      run();
    }
    await append(EVENTS / 4);
    await eventually(() => distinct() === EVENTS, { timeout: 60_000, until: 'every event is handled' });
    for (const program of programs) program.signal('SIGKILL');
    await Promise.all(programs.map((program) => program.exit()));
    await node.close();

    for (const { output } of programs) {
      const reached = new Map<string, number>();
      for (const { stream, version } of handledBy(output)) {
        expect(version).toBeGreaterThanOrEqual(reached.get(stream) ?? 0);
        reached.set(stream, version);
      }
    }
    // Each of three kills may repeat a batch of ten in each of two shares.
    expect(handled().length - EVENTS).toBeLessThanOrEqual(3 * 2 * 10);
  }, 120_000);
});

function handledBy(output: string) {
  return [...output.matchAll(/^handled (\S+) (\d+) (\d+)$/gm)].map(([, stream, version, position]) => ({
    stream: stream!,
    version: Number(version),
    position: Number(position),
  }));
}
