// Module
export { ObservabilityModule } from './observability.module.js';
export type { HealthOptions, ObservabilityAsyncOptions, ObservabilityOptions } from './observability-options.js';

// Metrics
export { MetricsRegistry } from './metrics/metrics-registry.js';

// Exceptions
export { OtelMissingException } from './exceptions/otel-missing.exception.js';

// Health
export { EventStoreHealthIndicator } from './health/event-store.health-indicator.js';
export { SagaStoreHealthIndicator } from './health/saga-store.health-indicator.js';
export { ProjectionHealthIndicator } from './health/projection.health-indicator.js';
