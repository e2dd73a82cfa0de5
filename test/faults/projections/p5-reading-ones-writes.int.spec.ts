import { QueryBus } from '@ledgerline/cqrs';
import { EventStore } from '@ledgerline/event-sourcing';
import { availableDatabases, startOwnPostgres, startReplicaOf, type PostgresStandby } from '@ledgerline/local-servers/testing';
import type { INestApplicationContext } from '@nestjs/common';
import { GetMoves } from './programs/get-moves.query.js';
import { openTrailApp } from './programs/trail-app.js';
import { Moved } from './programs/trail.projection.js';
import { TrailBench } from './trail-bench.js';

const TERM = 2_000;
const WRITERS = 8;
const WRITES = 25;

/** Moves an account and asks at once how often it was moved. */
async function moveAndAsk(app: INestApplicationContext, account: string, timeout = 30_000): Promise<number> {
  const { token } = await app.get(EventStore).append(`trail-${account}`, new Moved(account, 1));
  return app.get(QueryBus).execute(new GetMoves(account), { after: token, timeout });
}

describe.each(availableDatabases())('P5 a query on %s that says after what it is to be answered', (kind) => {
  let bench: TrailBench;

  beforeAll(async () => {
    bench = await TrailBench.open(kind, TERM);
  }, 60_000);
  afterAll(() => bench.close(), 60_000);

  it('never gets an older state: under load, with the projection in another process, which is killed on the way', async () => {
    const owner = bench.run();
    await owner.says(/^ready$/m);
    bench.run();
    let answers = 0;
    const writer = async (_: unknown, number: number) => {
      for (let write = 1; write <= WRITES; write++) {
        expect(await moveAndAsk(bench.watcher, `writer-${number}`)).toBe(write);
        if (++answers === (WRITERS * WRITES) / 2) owner.signal('SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, writer));
    expect(answers).toBe(WRITERS * WRITES);
    expect(await owner.exit()).toBe('SIGKILL');
  }, 120_000);
});

describe('P5 a query on a replica that says after what it is to be answered', () => {
  let primary: Awaited<ReturnType<typeof startOwnPostgres>>;
  let replica: PostgresStandby;
  let app: INestApplicationContext;

  beforeAll(async () => {
    primary = await startOwnPostgres();
    const storage = await primary.ensureDatabase('app');
    replica = await startReplicaOf(primary);
    await replica.caughtUp();
    const read = { url: replica.urlOf('app'), replica: true as const };
    app = await openTrailApp({ storage, read, leaseTerm: TERM });
  }, 120_000);
  afterAll(async () => {
    await app?.close();
    await replica?.stop();
    await primary?.stop('immediate');
  }, 60_000);

  it('waits until the replica shows it, although the projection on the primary has long had it', async () => {
    expect(await moveAndAsk(app, 'anna')).toBe(1);
    await replica.pauseReplay();
    await expect(moveAndAsk(app, 'anna', 1_000)).rejects.toMatchObject({ code: 'QUERY_TIMEOUT' });
    const asked = moveAndAsk(app, 'anna');
    await replica.resumeReplay();
    expect(await asked).toBe(3);
  }, 120_000);

  it('gets its own write, each time', async () => {
    for (let write = 1; write <= 20; write++) expect(await moveAndAsk(app, 'bert')).toBe(write);
  }, 120_000);
});
