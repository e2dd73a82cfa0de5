import { join } from 'node:path';
import type { RecordedEvent } from '@ledgerline/event-sourcing';
import { eventually, startOwnPostgres } from '@ledgerline/local-servers/testing';
import { Program } from '../../servers/program.js';
import { TYPESCRIPT } from '../typescript-program.js';
import { openStore } from './programs/open-store.js';

const WRITER = join(__dirname, 'programs', 'transactional-writer.ts');

describe('E6 a subscriber beside writers in other processes', () => {
  let server: Awaited<ReturnType<typeof startOwnPostgres>>;

  beforeAll(async () => {
    server = await startOwnPostgres();
  }, 60_000);
  afterAll(async () => {
    await Program.killAll();
    await server.stop();
  }, 60_000);

  it('sees every committed event once and in order, while writers are killed and PostgreSQL is restarted', async () => {
    const url = await server.ensureDatabase('tail');
    const node = await openStore(url);
    await node.backend.ready();
    const seen: RecordedEvent[] = [];
    const subscription = node.store.subscribe({ from: 'start', batchSize: 50 }, async (events) => {
      seen.push(...events);
    });
    const writers = [1, 2, 3].map(() => Program.run(WRITER, [url], TYPESCRIPT));
    const more = (count: number) => {
      const goal = seen.length + count;
      return eventually(() => seen.length >= goal, { timeout: 60_000, until: `${count} more events are seen` });
    };
    await more(300);
    writers[0]!.signal('SIGKILL');
    await more(300);
    await server.kill();
    await server.restart();
    await more(300);
    for (const writer of writers) writer.signal('SIGKILL');
    await Promise.all(writers.map((writer) => writer.exit()));

    // A killed writer's session ends when the server notices; only then is the log complete.
    await eventually(async () => (await node.backend.safeHead(0)).heldBack === undefined, {
      timeout: 60_000,
      until: 'nobody holds the head',
    });
    const stored: string[] = [];
    for await (const { id } of node.store.readAll()) stored.push(id);
    await eventually(() => seen.length >= stored.length, { timeout: 60_000, until: 'the subscriber has caught up' });
    await subscription.stop();
    await node.close();

    expect(seen.map(({ id }) => id)).toEqual(stored);
    expect(seen.every(({ position }, index) => index === 0 || position > seen[index - 1]!.position)).toBe(true);
    const acknowledged = writers.flatMap(({ output }) =>
      [...output.matchAll(/^committed (\S+)$/gm)].map(([, append]) => append!),
    );
    const present = new Set(seen.map(({ stream }) => stream.replace(/^[a-z]+-/, '').slice(0, 36)));
    expect(acknowledged.filter((append) => !present.has(append))).toEqual([]);
  }, 240_000);
});
