import { ConfigurableModuleBuilder, Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { EventStorage } from '@ledgerline/event-sourcing';
import { StorageConnections, StorageModule } from '@ledgerline/storage';
import type { SagaClass } from './definition/context-of.js';
import { SagaRegistry } from './definition/saga-registry.js';
import { SAGA_PAUSE_POINTS, type PausePoints } from './engine/pause-points.js';
import { LedgerlineSagaRunner } from './ledgerline-saga-runner.js';
import { SagaEngineHolder, SagaStoreHolder } from './saga-engine-holder.js';
import { featureToken, SagaFeatureModule } from './saga-feature.js';
import { SagaInstances } from './saga-instances.js';
import { SagaLifecycle } from './saga-lifecycle.js';
import { resolveSagaOptions, SAGA_OPTIONS, type ResolvedSagaOptions, type SagaModuleOptions } from './saga-module-options.js';
import { SagaRunner } from './saga-runner.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<SagaModuleOptions>({ moduleName: 'LedgerlineSaga' }).setClassMethodName('forRoot').build();

/**
 * Sagas for an application: `forRoot` once, `forFeature` wherever sagas live.
 *
 * @example
 * ```ts
 * @Module({
 *   imports: [SagaModule.forRoot({ storage: 'postgres://localhost/sagas' }), SagaModule.forFeature([OrderFulfilmentSaga])],
 *   providers: [OrderFulfilmentSaga],
 * })
 * export class AppModule {}
 * ```
 */
@Global()
@Module({
  imports: [StorageModule],
  providers: [
    SagaInstances,
    SagaLifecycle,
    { provide: SAGA_OPTIONS, useFactory: resolveSagaOptions, inject: [MODULE_OPTIONS_TOKEN] },
    {
      provide: SagaStoreHolder,
      useFactory: (
        given: SagaModuleOptions,
        options: ResolvedSagaOptions,
        connections: StorageConnections,
        events: EventStorage | undefined,
      ) => SagaStoreHolder.open(given, options, connections, events),
      inject: [MODULE_OPTIONS_TOKEN, SAGA_OPTIONS, StorageConnections, { token: EventStorage, optional: true }],
    },
    {
      provide: SagaRegistry,
      useFactory: (options: ResolvedSagaOptions, { store }: SagaStoreHolder) =>
        new SagaRegistry(options, store.supportsTransactions),
      inject: [SAGA_OPTIONS, SagaStoreHolder],
    },
    {
      provide: SagaEngineHolder,
      useFactory: (
        holder: SagaStoreHolder,
        registry: SagaRegistry,
        options: ResolvedSagaOptions,
        instances: SagaInstances,
        pausePoints: PausePoints | undefined,
      ) => SagaEngineHolder.open(holder, registry, options, instances, pausePoints),
      inject: [SagaStoreHolder, SagaRegistry, SAGA_OPTIONS, SagaInstances, { token: SAGA_PAUSE_POINTS, optional: true }],
    },
    {
      provide: SagaRunner,
      useFactory: ({ store, engine }: SagaEngineHolder, registry: SagaRegistry, options: ResolvedSagaOptions) =>
        new LedgerlineSagaRunner(store, engine, registry, options),
      inject: [SagaEngineHolder, SagaRegistry, SAGA_OPTIONS],
    },
  ],
  exports: [SagaRunner, SagaRegistry],
})
export class SagaModule extends ConfigurableModuleClass {
  /** Sagas with these options, for the whole application. */
  static override forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    return super.forRoot(options);
  }

  /** Like {@link forRoot}, with options from a factory, a class or an existing provider. */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    return super.forRootAsync(options);
  }

  /** Registers saga classes of the module that imports it; their dependencies are that module's. */
  static forFeature(sagas: readonly SagaClass[]): DynamicModule {
    const token = featureToken();
    const registration: Provider = {
      provide: token,
      useFactory: (registry: SagaRegistry) => {
        registry.register(sagas);
        return [...sagas];
      },
      inject: [SagaRegistry],
    };
    return { module: SagaFeatureModule, providers: [registration], exports: [token] };
  }
}
