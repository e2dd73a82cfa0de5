import {
  Global,
  Inject,
  Module,
  Optional,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { EventRegistry, EventStore, type EventClass } from '@ledgerline/event-sourcing';
import type { LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import { systemClock, type Clock } from '@ledgerline/storage';
import { CQRS_MODULE_OPTIONS } from '../binding/nest-cqrs-parts.js';
import { BUS_CLOCK } from '../bus-environment.js';
import { resolveCqrsOptions, type CqrsModuleOptions } from '../cqrs-options.js';
import { Databases } from '../databases/databases.js';
import { DatabasesModule } from '../databases/databases.module.js';
import { assertRunnable } from './definition/assert-runnable.js';
import { ProjectionRegistry } from './definition/projection-registry.js';
import { MemoryProjectionLedger } from './ledger/memory/memory-projection-ledger.js';
import { openLedger } from './ledger/open-ledger.js';
import type { ProjectionLedger } from './ledger/projection-ledger.js';
import { ProjectionRunner } from './projection-runner.js';
import { assertRebuildable } from './rebuild/assert-rebuildable.js';
import { resolveProjectionsOptions } from './projections-options.js';

/** Token of the {@link ProjectionLedger}. */
export const PROJECTION_LEDGER = Symbol('ledgerline:projection-ledger');

/** The projections of an application: one set of them, however often and in whatever way `CqrsModule` is imported. */
@Global()
@Module({
  imports: [DatabasesModule],
  providers: [
    ProjectionRegistry,
    {
      provide: PROJECTION_LEDGER,
      // Without projections there is no table.
      useFactory: (registry: ProjectionRegistry, databases: Databases) =>
        registry.isEmpty ? new MemoryProjectionLedger() : openLedger(databases.projections),
      inject: [ProjectionRegistry, Databases],
    },
    {
      provide: ProjectionRunner,
      useFactory: (
        registry: ProjectionRegistry,
        ledger: ProjectionLedger,
        databases: Databases,
        options?: CqrsModuleOptions,
        store?: LedgerlineEventStore,
        events?: EventRegistry,
        clock: Clock = systemClock,
      ) =>
        new ProjectionRunner({
          registry,
          ledger,
          databases,
          options: resolveProjectionsOptions(options?.projections),
          clock,
          ...(store ? { store } : {}),
          ...(events ? { events } : {}),
        }),
      inject: [
        ProjectionRegistry,
        PROJECTION_LEDGER,
        Databases,
        { token: CQRS_MODULE_OPTIONS, optional: true },
        { token: EventStore, optional: true },
        { token: EventRegistry, optional: true },
        { token: BUS_CLOCK, optional: true },
      ],
    },
  ],
  exports: [ProjectionRunner, PROJECTION_LEDGER, ProjectionRegistry],
})
export class ProjectionsModule implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly registry: ProjectionRegistry,
    private readonly runner: ProjectionRunner,
    private readonly databases: Databases,
    @Optional() @Inject(CQRS_MODULE_OPTIONS) private readonly options?: CqrsModuleOptions,
    @Optional() @Inject(EventStore) private readonly store?: LedgerlineEventStore,
    @Optional() @Inject(EventRegistry) private readonly events?: EventRegistry,
  ) {}

  /** @throws ProjectionDefinitionException for a projection that cannot run */
  onModuleInit(): void {
    this.registry.bind();
    for (const definition of this.registry.all()) {
      assertRunnable(definition, this.databases, this.store);
      assertRebuildable(definition);
      this.events?.register(concrete(definition.events, this.events));
    }
  }

  onApplicationBootstrap(): void {
    if (resolveCqrsOptions(this.options).eventSync) this.runner.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runner.stop();
  }
}

/** A class that others extend which are recorded stands for these, and is none of its own. */
function concrete(events: readonly EventClass[], registry: EventRegistry): EventClass[] {
  const recorded = registry.all().map(({ eventClass }) => eventClass);
  return events.filter((event) => !recorded.some((each) => each.prototype instanceof (event as new () => object)));
}
