import { Inject, Injectable, Optional } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { InjectReadDb, ProjectionRunner, type ProjectionStatus } from '@ledgerline/cqrs';
import { EventStore } from '@ledgerline/event-sourcing';
import { EventBackendHolder, type SafeHead } from '@ledgerline/event-sourcing/backend';
import { SagaRunner, type SagaCensus } from '@ledgerline/saga';
import { findProvider } from './find-provider.js';
import { LimitedQuestion } from './limited-question.js';
import { StoreProbe } from './store-probe.js';

/** Names of the stores that an application may have, as metrics label them. */
export type StoreName = 'events' | 'sagas' | 'read';

/** What is asked of TypeORM's `DataSource`. */
interface ReadDatabase {
  query(sql: string): Promise<unknown>;
}

/** The stores of this application; what it does not import is not there. Ask once its modules are put together. */
@Injectable()
export class Stores {
  #probes?: ReadonlyMap<StoreName, StoreProbe>;
  readonly #census = new LimitedQuestion(() => findProvider(this.modules, SagaRunner)!.census());
  readonly #heads = new LimitedQuestion(() => this.#safeHeads());

  readonly #projections = new LimitedQuestion(async () => (await findProvider(this.modules, ProjectionRunner)?.status()) ?? []);

  constructor(
    @Inject(ModuleRef) private readonly modules: ModuleRef,
    @Optional() @InjectReadDb() private readonly read?: ReadDatabase,
  ) {}

  /** Every store that is there, with the way to ask it for a sign of life. */
  get probes(): ReadonlyMap<StoreName, StoreProbe> {
    this.#probes ??= this.#makeProbes();
    return this.#probes;
  }

  /** Counts of the sagas in the store; within a second, or it rejects. */
  census(): Promise<SagaCensus> {
    return this.#census.ask();
  }

  /** How far the log can be read, by partition; within a second, or it rejects. */
  heads(): Promise<readonly SafeHead[]> {
    return this.#heads.ask();
  }

  /** The application's projections; none where it has none. Within a second, or it rejects. */
  projections(): Promise<readonly ProjectionStatus[]> {
    return this.#projections.ask();
  }

  #makeProbes(): ReadonlyMap<StoreName, StoreProbe> {
    const probes = new Map<StoreName, StoreProbe>();
    const events = findProvider(this.modules, EventStore);
    if (events) probes.set('events', new StoreProbe(() => events.ping()));
    const sagas = findProvider(this.modules, SagaRunner);
    if (sagas) probes.set('sagas', new StoreProbe(() => sagas.ping()));
    const { read } = this;
    if (read) probes.set('read', new StoreProbe(() => timed(() => read.query('SELECT 1'))));
    return probes;
  }

  #safeHeads(): Promise<SafeHead[]> {
    const { backend } = findProvider(this.modules, EventBackendHolder)!;
    return Promise.all(Array.from({ length: backend.partitions }, (_, partition) => backend.safeHead(partition)));
  }
}

/** Milliseconds that a call takes. */
async function timed(call: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await call();
  return performance.now() - startedAt;
}
