import { ConfigurableModuleBuilder, Global, Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { StorageConnections, StorageModule, systemClock } from '@ledgerline/storage';
import type { AggregateClass } from './aggregates/aggregate-definition.js';
import { AggregateRegistry } from './aggregates/aggregate-registry.js';
import { LocalCommits } from './commits/local-commits.js';
import { EventStore } from './event-store.js';
import { EventSourcingFeature, featureToken, type EventSourcingFeatureOptions } from './event-sourcing-feature.js';
import { EventSourcingLifecycle } from './event-sourcing-lifecycle.js';
import { resolveEventSourcingOptions, type EventSourcingModuleOptions } from './event-sourcing-options.js';
import { EventStorage } from './event-storage.js';
import { EventRegistry } from './events/event-registry.js';
import { LedgerlineEventStore } from './ledgerline-event-store.js';
import { EventBackendHolder } from './backends/event-backend-holder.js';
import { UpcasterChain } from './upcasting/upcaster-chain.js';
import type { EventUpcaster } from './upcasting/upcaster.decorator.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<EventSourcingModuleOptions>({ moduleName: 'LedgerlineEventSourcing' })
    .setClassMethodName('forRoot')
    .build();

/**
 * Event sourcing for an application: `forRoot` once, `forFeature` wherever aggregates live.
 *
 * @example
 * ```ts
 * @Module({
 *   imports: [
 *     EventSourcingModule.forRoot({ storage: 'postgres://localhost/events', snapshotEvery: 100 }),
 *     EventSourcingModule.forFeature([Order]),
 *   ],
 * })
 * export class AppModule {}
 * ```
 */
@Global()
@Module({
  imports: [StorageModule],
  providers: [
    EventRegistry,
    AggregateRegistry,
    UpcasterChain,
    EventSourcingLifecycle,
    { provide: LocalCommits, useFactory: () => new LocalCommits() },
    {
      provide: EventStorage,
      useFactory: (options: EventSourcingModuleOptions) => EventStorage.from(options),
      inject: [MODULE_OPTIONS_TOKEN],
    },
    {
      provide: EventBackendHolder,
      useFactory: (storage: EventStorage, connections: StorageConnections) =>
        EventBackendHolder.open(storage.resolved, connections),
      inject: [EventStorage, StorageConnections],
    },
    {
      provide: EventStore,
      useFactory: (
        options: EventSourcingModuleOptions,
        holder: EventBackendHolder,
        registry: EventRegistry,
        upcasters: UpcasterChain,
        commits: LocalCommits,
      ) =>
        new LedgerlineEventStore(holder.backend, resolveEventSourcingOptions(options), registry, upcasters, systemClock, commits),
      inject: [MODULE_OPTIONS_TOKEN, EventBackendHolder, EventRegistry, UpcasterChain, LocalCommits],
    },
  ],
  exports: [EventStore, LocalCommits, EventStorage, EventRegistry, AggregateRegistry, UpcasterChain, EventBackendHolder],
})
export class EventSourcingModule extends ConfigurableModuleClass {
  /** Event sourcing with these options, for the whole application. */
  static override forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    return super.forRoot(options);
  }

  /** Like {@link forRoot}, with options from a factory, a class or an existing provider. */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    return super.forRootAsync(options);
  }

  /** Registers aggregates (their events come with them), further events, and upcasters. */
  static forFeature(feature: readonly AggregateClass[] | EventSourcingFeatureOptions): DynamicModule {
    const {
      aggregates = [],
      events = [],
      upcasters = [],
    } = Array.isArray(feature) ? { aggregates: feature as AggregateClass[] } : (feature as EventSourcingFeatureOptions);
    const token = featureToken();
    const registration: Provider = {
      provide: token,
      useFactory: (registry: EventRegistry, known: AggregateRegistry, chain: UpcasterChain, ...instances: EventUpcaster[]) =>
        new EventSourcingFeature(registry, known, chain, aggregates, events, instances),
      inject: [EventRegistry, AggregateRegistry, UpcasterChain, ...(upcasters as Type<EventUpcaster>[])],
    };
    return { module: EventSourcingFeatureModule, providers: [...upcasters, registration], exports: [token] };
  }
}

/** Carries the registrations of one `forFeature`. */
@Module({})
export class EventSourcingFeatureModule {}
