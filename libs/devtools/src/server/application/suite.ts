import { Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AggregateRegistry, EventRegistry, EventStore } from '@ledgerline/event-sourcing';
import { EventBackendHolder, UpcasterChain, type EventBackend } from '@ledgerline/event-sourcing/backend';
import { DevtoolsFeatureAbsentException } from '../../exceptions/devtools-feature-absent.exception.js';
import { CommandBus, ProjectionRegistry, ProjectionRunner, QueryBus } from '@ledgerline/cqrs';
import { SagaRunner } from '@ledgerline/saga';
import { SagaStoreHolder, type SagaStore } from '@ledgerline/saga/backend';

/** The event sourcing of this application. */
export interface EventsPart {
  readonly store: EventStore;
  readonly backend: EventBackend;
  readonly registry: EventRegistry;
  readonly aggregates: AggregateRegistry;
  readonly upcasters: UpcasterChain;
}

/** The sagas of this application. */
export interface SagasPart {
  readonly runner: SagaRunner;
  readonly store: SagaStore;
}

/** The projections of this application. */
export interface ProjectionsPart {
  readonly runner: ProjectionRunner;
  readonly registry: ProjectionRegistry;
}

/** The parts of the suite that this application has, wherever they are provided. Ask once its modules are put together. */
@Injectable()
export class Suite {
  constructor(private readonly modules: ModuleRef) {}

  get events(): EventsPart | undefined {
    const store = this.#find(EventStore);
    const holder = this.#find(EventBackendHolder);
    const registry = this.#find(EventRegistry);
    const aggregates = this.#find(AggregateRegistry);
    const upcasters = this.#find(UpcasterChain);
    if (!store || !holder || !registry || !aggregates || !upcasters) return undefined;
    return { store, backend: holder.backend, registry, aggregates, upcasters };
  }

  get sagas(): SagasPart | undefined {
    const runner = this.#find(SagaRunner);
    const holder = this.#find(SagaStoreHolder);
    return runner && holder ? { runner, store: holder.store } : undefined;
  }

  get projections(): ProjectionsPart | undefined {
    const runner = this.#find(ProjectionRunner);
    const registry = this.#find(ProjectionRegistry);
    return runner && registry && !registry.isEmpty ? { runner, registry } : undefined;
  }

  /** The buses of commands and queries. */
  get buses(): { readonly commands: CommandBus; readonly queries: QueryBus } | undefined {
    const commands = this.#find(CommandBus);
    const queries = this.#find(QueryBus);
    return commands && queries ? { commands, queries } : undefined;
  }

  /** @throws DevtoolsFeatureAbsentException (404) */
  presentProjections(): ProjectionsPart {
    const { projections } = this;
    if (!projections) throw new DevtoolsFeatureAbsentException('projections', 'Decorate a provider with @Projection({ name }).');
    return projections;
  }

  /**
   * The event sourcing, with its database there.
   *
   * @throws DevtoolsFeatureAbsentException (404), EventStoreUnavailableException (503)
   */
  async readyEvents(): Promise<EventsPart> {
    const { events } = this;
    if (!events) throw new DevtoolsFeatureAbsentException('event store', 'Import EventSourcingModule.forRoot().');
    if (!events.backend.isReady) await events.backend.ready();
    return events;
  }

  /**
   * The sagas, with their database there.
   *
   * @throws DevtoolsFeatureAbsentException (404), SagaStoreUnavailableException (503)
   */
  async readySagas(): Promise<SagasPart> {
    const { sagas } = this;
    if (!sagas) throw new DevtoolsFeatureAbsentException('sagas', 'Import SagaModule.forRoot().');
    if (!sagas.store.isReady) await sagas.store.ready();
    return sagas;
  }

  #find<T>(provider: abstract new (...args: never[]) => T): T | undefined {
    try {
      return this.modules.get<T>(provider as unknown as Type<T>, { strict: false });
    } catch {
      return undefined; // Nest's only way to say that no module provides it.
    }
  }
}
