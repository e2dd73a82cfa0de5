import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { CommandBus, ProjectionRunner, QueryBus } from '@ledgerline/cqrs';
import { AggregateRegistry, EventStore } from '@ledgerline/event-sourcing';
import { SagaRunner } from '@ledgerline/saga';
import { OBSERVABILITY_OPTIONS, type ObservabilityOptions } from '../observability-options.js';
import { findProvider } from '../stores/find-provider.js';
import { Stores } from '../stores/stores.js';
import { watchCommands, watchQueries } from './bus-metrics.js';
import { EventStoreMetrics } from './event-store-metrics.js';
import { labelFrom } from './label-value.js';
import { MetricsRegistry } from './metrics-registry.js';
import { registerProjectionStatus, watchProjections } from './projection-metrics.js';
import { registerSagaCensus } from './saga-census-metrics.js';
import { SagaMetrics } from './saga-metrics.js';
import { registerStorageMetrics } from './storage-metrics.js';

/** Fills the registry from the channels while the application runs. */
@Injectable()
export class MetricsRecorder implements OnModuleInit, OnApplicationShutdown {
  readonly #ends: (() => void)[] = [];

  constructor(
    @Inject(OBSERVABILITY_OPTIONS) private readonly options: ObservabilityOptions,
    private readonly registry: MetricsRegistry,
    private readonly stores: Stores,
    private readonly modules: ModuleRef,
  ) {}

  /** @internal called by Nest */
  onModuleInit(): void {
    const { metrics = {} } = this.options;
    if (metrics === false) return;
    const { defaultLabels = {}, defaultMetrics = { enabled: true } } = metrics;
    this.registry.setDefaultLabels(defaultLabels);
    if (defaultMetrics.enabled) this.registry.collectDefaults(defaultMetrics.config);
    registerStorageMetrics(this.registry, this.stores);
    this.#watch(EventStore, (store) => this.#watchEvents(store));
    this.#watch(CommandBus, (bus) => watchCommands(this.registry, bus));
    this.#watch(QueryBus, (bus) => watchQueries(this.registry, bus));
    this.#watch(SagaRunner, (runner) => this.#watchSagas(runner));
  }

  /** @internal called by Nest */
  onApplicationShutdown(): void {
    for (const end of this.#ends.splice(0)) end();
    this.registry.clear();
  }

  #categoryLabel(): (category: string) => string {
    const aggregates = findProvider(this.modules, AggregateRegistry);
    return labelFrom((name) => aggregates?.byName(name) !== undefined);
  }

  #watchEvents(store: EventStore): () => void {
    const metrics = new EventStoreMetrics(this.registry, this.#categoryLabel());
    const runner = findProvider(this.modules, ProjectionRunner);
    if (!runner) return metrics.watch(store);
    registerProjectionStatus(this.registry, () => this.stores.projections());
    const ends = [metrics.watch(store), watchProjections(this.registry, runner, metrics)];
    return () => ends.forEach((end) => end());
  }

  #watchSagas(runner: SagaRunner): () => void {
    const label = labelFrom((name) => runner.definitions().some((definition) => definition.name === name));
    registerSagaCensus(this.registry, () => this.stores.census(), label);
    return new SagaMetrics(this.registry).watch(runner);
  }

  #watch<T>(provider: abstract new (...args: never[]) => T, watch: (part: T) => () => void): void {
    const part = findProvider(this.modules, provider);
    if (part) this.#ends.push(watch(part));
  }
}
