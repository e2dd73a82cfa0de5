import {
  InvalidOptionException,
  resolveStorage,
  systemClock,
  type ResolvedStorage,
  type StorageConnections,
} from '@ledgerline/storage';
import type { EventStorage } from '@ledgerline/event-sourcing';
import { createSagaStore } from './backends/create-saga-store.js';
import type { SagaStore } from './backends/saga-store.js';
import type { SagaRegistry } from './definition/saga-registry.js';
import type { PausePoints } from './engine/pause-points.js';
import { SagaEngine } from './engine/saga-engine.js';
import type { SagaInstances } from './saga-instances.js';
import type { ResolvedSagaOptions, SagaModuleOptions } from './saga-module-options.js';

/** Where an application keeps its sagas. */
export class SagaStoreHolder {
  constructor(readonly store: SagaStore) {}

  static open(
    { storage }: SagaModuleOptions,
    options: ResolvedSagaOptions,
    connections: StorageConnections,
    events: EventStorage | undefined,
  ): SagaStoreHolder {
    return new SagaStoreHolder(createSagaStore(storageOf(storage, events), connections, options));
  }
}

/** The engine of one application. @internal */
export class SagaEngineHolder {
  constructor(
    readonly store: SagaStore,
    readonly engine: SagaEngine,
  ) {}

  static open(
    { store }: SagaStoreHolder,
    registry: SagaRegistry,
    options: ResolvedSagaOptions,
    instances: SagaInstances,
    pausePoint: PausePoints | undefined,
  ): SagaEngineHolder {
    const instanceFor = (definition: Parameters<SagaInstances['for']>[0]) => instances.for(definition);
    return new SagaEngineHolder(store, new SagaEngine({ store, registry, options, clock: systemClock, instanceFor, pausePoint }));
  }
}

function storageOf(storage: SagaModuleOptions['storage'], events: EventStorage | undefined): ResolvedStorage {
  if (storage !== undefined) return resolveStorage(storage);
  if (events) return events.resolved;
  throw new InvalidOptionException(
    'storage',
    'given to SagaModule.forRoot, or EventSourcingModule imported, whose storage is used then',
    storage,
    500,
  );
}
