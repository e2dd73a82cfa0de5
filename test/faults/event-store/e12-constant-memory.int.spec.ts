import { join } from 'node:path';
import { freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { resolveStorage } from '@ledgerline/storage';
import { Program } from '../../servers/program.js';
import { TYPESCRIPT } from '../typescript-program.js';
import { openStore } from './programs/open-store.js';

const EVENTS = 1_000_000;
const HEAP_MEGABYTES = 80;

describe('E12 reading a long log', () => {
  let database: FreshDatabase;

  beforeAll(async () => {
    database = await freshDatabase('postgres');
    const node = await openStore(database.url);
    await node.backend.ready();
    const dataSource = await node.connections.connection(resolveStorage(database.url)).ready();
    await dataSource.query(
      "INSERT INTO ledgerline.streams (name, category, version) SELECT 'long-' || n, 'long', 1000 FROM generate_series(1, 1000) n",
    );
    await dataSource.query(
      `INSERT INTO ledgerline.events (position, stream_key, version, id, type, schema_version, recorded_at, data)
        SELECT nextval('ledgerline.positions'), 1 + n % 1000, 1 + n / 1000, gen_random_uuid(), 'Part', 1, now(),
          json_build_object('append', repeat('x', 100), 'number', n, 'total', 1)
        FROM generate_series(0, ${EVENTS} - 1) n`,
    );
    await node.close();
  }, 120_000);
  afterAll(async () => {
    await Program.killAll();
    await database.drop();
  }, 60_000);

  it(`of ${EVENTS} events needs no more memory than a short one: a heap of ${HEAP_MEGABYTES} MB is enough`, async () => {
    const env = { NODE_OPTIONS: `${TYPESCRIPT.env.NODE_OPTIONS} --max-old-space-size=${HEAP_MEGABYTES}` };
    const program = Program.run(join(__dirname, 'programs', 'log-reader.ts'), [database.url], { env });
    const [, events, sum] = await program.says(/^read (\d+) (\d+)$/m);
    expect([Number(events), Number(sum)]).toEqual([EVENTS, (EVENTS * (EVENTS - 1)) / 2]);
    expect(await program.exit()).toBe(0);
  }, 120_000);
});
