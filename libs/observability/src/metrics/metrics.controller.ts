import { Controller, Get, Inject, NotFoundException, Res, type Type } from '@nestjs/common';
import { PrometheusController } from '@willsoto/nestjs-prometheus';
import { OBSERVABILITY_OPTIONS, type ObservabilityOptions } from '../observability-options.js';
import { MetricsRegistry } from './metrics-registry.js';

/** What a response of Express and one of Fastify have in common. */
interface HeaderResponse {
  header(name: string, value: string): unknown;
}

/** The route of metrics, in a class of its own for each application: `@willsoto/nestjs-prometheus` writes the path into the class. */
export function createMetricsController(): Type<object> {
  @Controller()
  class MetricsController extends PrometheusController {
    constructor(
      @Inject(OBSERVABILITY_OPTIONS) private readonly options: ObservabilityOptions,
      @Inject(MetricsRegistry) private readonly registry: MetricsRegistry,
    ) {
      super();
    }

    @Get()
    override async index(@Res({ passthrough: true }) response: unknown): Promise<string> {
      if (this.options.metrics === false) throw new NotFoundException('Metrics are turned off in this application.');
      (response as HeaderResponse).header('Content-Type', this.registry.contentType);
      return this.registry.exposition();
    }
  }
  return MetricsController;
}
