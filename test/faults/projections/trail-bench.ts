import { join } from 'node:path';
import { ProjectionRunner } from '@ledgerline/cqrs';
import { EventStore } from '@ledgerline/event-sourcing';
import { freshDatabase, type DatabaseKind, type FreshDatabase } from '@ledgerline/local-servers/testing';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Program } from '../../servers/program.js';
import { TYPESCRIPT } from '../typescript-program.js';
import { openTrailApp, type TrailPlaces } from './programs/trail-app.js';
import { foldOf, Moved, Step, Trail } from './programs/trail.projection.js';

const RUNNER = join(__dirname, 'programs', 'runner.ts');
const ACCOUNTS = 7;

/** What is done to a runner. */
export interface RunnerOrders {
  /** Chooses the moment at which it kills itself; 0 = never. */
  readonly seed?: number;
  /** Milliseconds that it takes for each event, in the middle of the transaction. */
  readonly pause?: number;
}

/** A log, a read database, and processes that run a projection between them. */
export class TrailBench {
  #appended = 0;

  private constructor(
    readonly places: TrailPlaces,
    private readonly databases: readonly FreshDatabase[],
    /** An application that knows the projection and does not run it. */
    readonly watcher: INestApplicationContext,
    private readonly readDb: DataSource,
  ) {}

  static async open(kind: DatabaseKind, leaseTerm: number): Promise<TrailBench> {
    const databases = [await freshDatabase(kind), await freshDatabase(kind)];
    const [storage, read] = databases.map(({ url }) => url) as [string, string];
    const places = { storage, read, leaseTerm };
    const watcher = await openTrailApp(places, { eventSync: false });
    const readDb = await new DataSource({ type: kind, url: read, entities: [Trail, Step], ...schemaOf(kind) }).initialize();
    return new TrailBench(places, databases, watcher, readDb);
  }

  get store(): EventStore {
    return this.watcher.get(EventStore);
  }

  get runner(): ProjectionRunner {
    return this.watcher.get(ProjectionRunner);
  }

  /** Starts a process that runs the projection, or waits for its turn. */
  run(orders: RunnerOrders = {}): Program {
    return Program.run(RUNNER, [JSON.stringify(this.places), JSON.stringify(orders)], TYPESCRIPT);
  }

  /** Records so many events, several at a time. */
  async append(events: number): Promise<void> {
    for (const end = this.#appended + events; this.#appended < end;) {
      const number = this.#appended++;
      await this.store.append(`trail-${number % ACCOUNTS}`, new Moved(`account-${number % ACCOUNTS}`, 1 + (number % 13)));
    }
  }

  /** Number of events that are in the model. */
  handled(): Promise<number> {
    return this.readDb.manager.count(Step);
  }

  /** The model, and what a clean fold of the log gives. */
  async compare(): Promise<{ model: object; fold: object }> {
    const trails = await this.readDb.manager.find(Trail, { order: { account: 'ASC' } });
    const steps = await this.readDb.manager.find(Step, { order: { position: 'ASC' } });
    const plain = (rows: readonly object[]) => rows.map((row) => ({ ...row }));
    return { model: { trails: plain(trails), steps: plain(steps) }, fold: await foldOf(this.store.readAll()) };
  }

  async close(): Promise<void> {
    await Program.killAll();
    await this.watcher.close();
    await this.readDb.destroy();
    for (const database of this.databases) await database.drop();
  }
}

/** The tests' user is named like the library's schema. */
function schemaOf(kind: DatabaseKind): { schema?: string } {
  return kind === 'postgres' ? { schema: 'public' } : {};
}
