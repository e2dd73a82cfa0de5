import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { EventStore } from '@ledgerline/event-sourcing';
import { SagaRunner, type SagaCensus } from '@ledgerline/saga';
import { findProvider } from './find-provider.js';
import { LimitedQuestion } from './limited-question.js';
import { StoreProbe } from './store-probe.js';

/** Names of the stores that an application may have, as metrics label them. */
export type StoreName = 'events' | 'sagas';

/** The stores of this application; what it does not import is not there. Ask once its modules are put together. */
@Injectable()
export class Stores {
  #probes?: ReadonlyMap<StoreName, StoreProbe>;
  #census?: LimitedQuestion<SagaCensus>;

  constructor(private readonly modules: ModuleRef) {}

  /** Every store that is there, with the way to ask it for a sign of life. */
  get probes(): ReadonlyMap<StoreName, StoreProbe> {
    this.#probes ??= this.#makeProbes();
    return this.#probes;
  }

  /** Counts of the sagas in the store; within a second, or it rejects. */
  census(): Promise<SagaCensus> {
    this.#census ??= new LimitedQuestion(() => findProvider(this.modules, SagaRunner)!.census());
    return this.#census.ask();
  }

  #makeProbes(): ReadonlyMap<StoreName, StoreProbe> {
    const probes = new Map<StoreName, StoreProbe>();
    const events = findProvider(this.modules, EventStore);
    if (events) probes.set('events', new StoreProbe(() => events.ping()));
    const sagas = findProvider(this.modules, SagaRunner);
    if (sagas) probes.set('sagas', new StoreProbe(() => sagas.ping()));
    return probes;
  }
}
