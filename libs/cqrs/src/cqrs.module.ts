import {
  Global,
  Inject,
  Module,
  Optional,
  type DynamicModule,
  type OnModuleDestroy,
  type OnModuleInit,
  type Type,
} from '@nestjs/common';
import {
  CommandBus as NestCommandBus,
  CqrsModule as NestCqrsModule,
  EventBus as NestEventBus,
  QueryBus as NestQueryBus,
  type CqrsModuleAsyncOptions as NestAsyncOptions,
  type CqrsModuleOptionsFactory as NestOptionsFactory,
} from '@nestjs/cqrs';
import { EventStorage } from '@ledgerline/event-sourcing';
import { LocalCommits } from '@ledgerline/event-sourcing/backend';
import type { Clock } from '@ledgerline/storage';
import { ForeignBuses } from './binding/foreign-buses.js';
import {
  CQRS_MODULE_OPTIONS,
  HANDLER_EXPLORER,
  NEST_EXPORTS,
  mergePublishable,
  NEST_PROVIDERS,
  type HandlerExplorer,
} from './binding/nest-cqrs-parts.js';
import { BUS_CLOCK, BusEnvironment } from './bus-environment.js';
import { CommandBus } from './buses/command-bus.js';
import { QueryBus } from './buses/query-bus.js';
import { RouteBuilder } from './buses/route-builder.js';
import type { CqrsModuleOptions } from './cqrs-options.js';
import { DatabaseEntities, type CqrsFeatureOptions } from './databases/database-entities.js';
import { Databases } from './databases/databases.js';
import { DatabasesModule } from './databases/databases.module.js';
import { EventBus } from './events/event-bus.js';
import { publishableTarget, runApplication } from './events/publishable-target.js';
import { MiddlewareRegistry } from './middleware/middleware-registry.js';
import { ProjectionRunner } from './projections/projection-runner.js';
import { ProjectionsModule } from './projections/projections.module.js';
import { UnitsOfWorkModule } from './units-of-work/units-of-work.module.js';
import { Validators } from './validation/validators.js';

/** Makes the options of {@link CqrsModule.forRootAsync}. */
export interface CqrsModuleOptionsFactory extends NestOptionsFactory {
  createCqrsOptions(): Promise<CqrsModuleOptions> | CqrsModuleOptions;
}

/** Where `CqrsModule.forRootAsync` takes its options from. */
export interface CqrsModuleAsyncOptions extends Pick<NestAsyncOptions, 'imports' | 'inject' | 'extraProviders'> {
  readonly useExisting?: Type<CqrsModuleOptionsFactory>;
  readonly useClass?: Type<CqrsModuleOptionsFactory>;
  readonly useFactory?: (...dependencies: never[]) => Promise<CqrsModuleOptions> | CqrsModuleOptions;
  readonly useValue?: CqrsModuleOptions;
}

/**
 * Nest's `CqrsModule`, extended: the same buses, handlers and options, with more of each. Import it in its place.
 *
 * @example
 * ```ts
 * @Module({ imports: [CqrsModule.forRoot({ commandTimeout: 30_000, queryTimeout: 10_000 })] })
 * export class AppModule {}
 * ```
 */
@Global()
@Module({
  imports: [DatabasesModule, ProjectionsModule, UnitsOfWorkModule],
  providers: [
    ...NEST_PROVIDERS,
    {
      provide: BusEnvironment,
      useFactory: (projections: ProjectionRunner, options?: CqrsModuleOptions, storage?: EventStorage, clock?: Clock) =>
        new BusEnvironment(options, clock, storage !== undefined || options?.shutdownGracePeriod !== undefined, projections),
      inject: [
        ProjectionRunner,
        { token: CQRS_MODULE_OPTIONS, optional: true },
        { token: EventStorage, optional: true },
        { token: BUS_CLOCK, optional: true },
      ],
    },
    MiddlewareRegistry,
    Validators,
    RouteBuilder,
    CommandBus,
    QueryBus,
    { provide: NestCommandBus, useExisting: CommandBus },
    EventBus,
    ForeignBuses,
    { provide: NestQueryBus, useExisting: QueryBus },
    { provide: NestEventBus, useExisting: EventBus },
  ],
  exports: [...NEST_EXPORTS, CommandBus, QueryBus, EventBus],
})
export class CqrsModule implements OnModuleInit, OnModuleDestroy {
  #stops: (() => void)[] = [];

  constructor(
    @Inject(HANDLER_EXPLORER) private readonly explorer: HandlerExplorer,
    private readonly foreign: ForeignBuses,
    private readonly routes: RouteBuilder,
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
    private readonly eventBus: EventBus,
    @Optional() @Inject(LocalCommits) private readonly commits?: LocalCommits,
  ) {}

  /** The buses with these options, for the whole application. */
  static forRoot(options: CqrsModuleOptions = {}): DynamicModule {
    return { ...NestCqrsModule.forRoot(options), module: CqrsModule, exports: [CQRS_MODULE_OPTIONS] };
  }

  /** Like {@link forRoot}, with options from a factory, a class or an existing provider. */
  static forRootAsync(options: CqrsModuleAsyncOptions): DynamicModule {
    const dynamic = NestCqrsModule.forRootAsync(options as NestAsyncOptions);
    return { ...dynamic, module: CqrsModule, providers: [...(dynamic.providers ?? []), ...(options.extraProviders ?? [])] };
  }

  /** Registers entities of the application with its databases; those of projections come with these. */
  static forFeature(feature: CqrsFeatureOptions): DynamicModule {
    const token = Symbol('ledgerline:cqrs-feature');
    const useFactory = (databases: Databases) => new DatabaseEntities(databases, feature);
    return { module: CqrsFeatureModule, providers: [{ provide: token, useFactory, inject: [Databases] }], exports: [token] };
  }

  /** Binds the handlers before any module of the application has its turn. @internal called by Nest */
  async onModuleInit(): Promise<void> {
    const primary = this.foreign.primary(CqrsModule);
    if (primary && (primary.instance as unknown) !== this) return;
    if (primary) this.foreign.delegateTo(primary);
    await this.routes.prepare();
    const { events, commands, queries, sagas } = this.explorer.explore();
    this.eventBus.register(events);
    this.commandBus.register(commands);
    this.queryBus.register(queries);
    this.eventBus.registerSagas(sagas);
    const { environment } = this.routes;
    this.#stops.push(runApplication(environment, this.eventBus));
    mergePublishable(publishableTarget);
    if (this.commits && environment.options.eventSync) this.#stops.push(this.eventBus.follow(this.commits));
  }

  /** @internal called by Nest, after the buses have drained */
  onModuleDestroy(): void {
    for (const stop of this.#stops) stop();
  }
}

/** Carries the registrations of one `forFeature`. */
@Module({ imports: [DatabasesModule] })
export class CqrsFeatureModule {}
