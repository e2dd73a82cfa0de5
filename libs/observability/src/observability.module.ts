import { Global, Module, type DynamicModule, type MiddlewareConsumer, type NestModule, type Type } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { EventStoreHealthIndicator } from './health/event-store.health-indicator.js';
import { HealthChecks } from './health/health-checks.js';
import { createHealthController } from './health/health.controller.js';
import { ProjectionHealthIndicator } from './health/projection.health-indicator.js';
import { SagaStoreHealthIndicator } from './health/saga-store.health-indicator.js';
import { createMetricsController } from './metrics/metrics.controller.js';
import { MetricsRecorder } from './metrics/metrics-recorder.js';
import { MetricsRegistry } from './metrics/metrics-registry.js';
import { prometheusModule } from './metrics/prometheus.js';
import {
  ObservabilityOptionsModule,
  type ObservabilityAsyncOptions,
  type ObservabilityOptions,
} from './observability-options.js';
import { ConnectionDrain } from './shutdown/connection-drain.js';
import { Stores } from './stores/stores.js';
import { RequestTraceMiddleware } from './tracing/request-trace.middleware.js';
import { otelApiProvider, Tracing } from './tracing/tracing.js';

/**
 * Metrics, health and traces of an application; it finds the stores that the application has by itself.
 *
 * @example
 * ```ts
 * @Module({ imports: [EventSourcingModule.forRoot({ storage }), ObservabilityModule.forRoot()] })
 * export class AppModule {}
 * ```
 */
@Global()
@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  providers: [
    otelApiProvider,
    Tracing,
    ConnectionDrain,
    Stores,
    HealthChecks,
    EventStoreHealthIndicator,
    SagaStoreHealthIndicator,
    ProjectionHealthIndicator,
    MetricsRegistry,
  ],
  exports: [EventStoreHealthIndicator, SagaStoreHealthIndicator, ProjectionHealthIndicator, MetricsRegistry],
})
export class ObservabilityModule implements NestModule {
  constructor(private readonly tracing: Tracing) {}

  /** @internal called by Nest */
  configure(consumer: MiddlewareConsumer): void {
    if (this.tracing.api) consumer.apply(RequestTraceMiddleware).forRoutes('{*path}');
  }

  /** `/metrics` and `/health`, as these options say. */
  static forRoot(options: ObservabilityOptions = {}): DynamicModule {
    const { metrics = {}, health = {} } = options;
    return assemble(
      ObservabilityOptionsModule.forRoot(options),
      metrics === false ? undefined : ((metrics.controller as Type<unknown> | undefined) ?? createMetricsController()),
      health === false ? undefined : createHealthController(),
    );
  }

  /** Like {@link forRoot}, with options from a factory, a class or an existing provider; what they turn off answers 404. */
  static forRootAsync(options: ObservabilityAsyncOptions): DynamicModule {
    return assemble(ObservabilityOptionsModule.forRootAsync(options), createMetricsController(), createHealthController());
  }
}

function assemble(optionsModule: DynamicModule, metrics?: Type<unknown>, health?: Type<object>): DynamicModule {
  return {
    module: ObservabilityModule,
    imports: [optionsModule, ...(metrics ? [prometheusModule(optionsModule, metrics)] : [])],
    controllers: health ? [health] : [],
    providers: metrics ? [MetricsRecorder] : [],
  };
}
