// Module
export { ObservabilityModule } from './observability.module.js';
export type { ObservabilityAsyncOptions, ObservabilityOptions } from './observability-options.js';

// Metrics
export { MetricsRegistry } from './metrics/metrics-registry.js';

// Health
export { EventStoreHealthIndicator } from './health/event-store.health-indicator.js';
export { SagaStoreHealthIndicator } from './health/saga-store.health-indicator.js';
