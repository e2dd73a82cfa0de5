import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { OBSERVABILITY_OPTIONS, type ObservabilityOptions } from '../observability-options.js';
import { Stores } from '../stores/stores.js';
import { EventStoreMetrics } from './event-store-metrics.js';
import { MetricsRegistry } from './metrics-registry.js';
import { registerStorageMetrics } from './storage-metrics.js';

/** Fills the registry from the channels while the application runs. */
@Injectable()
export class MetricsRecorder implements OnModuleInit, OnApplicationShutdown {
  readonly #ends: (() => void)[] = [];

  constructor(
    @Inject(OBSERVABILITY_OPTIONS) private readonly options: ObservabilityOptions,
    private readonly registry: MetricsRegistry,
    private readonly stores: Stores,
  ) {}

  /** @internal called by Nest */
  onModuleInit(): void {
    const { metrics = {} } = this.options;
    if (metrics === false) return;
    const { defaultLabels = {}, defaultMetrics = { enabled: true } } = metrics;
    this.registry.setDefaultLabels(defaultLabels);
    if (defaultMetrics.enabled) this.registry.collectDefaults(defaultMetrics.config);
    registerStorageMetrics(this.registry, this.stores);
    const { eventStore } = this.stores;
    if (eventStore) this.#ends.push(new EventStoreMetrics(this.registry).watch(eventStore));
  }

  /** @internal called by Nest */
  onApplicationShutdown(): void {
    for (const end of this.#ends.splice(0)) end();
    this.registry.clear();
  }
}
