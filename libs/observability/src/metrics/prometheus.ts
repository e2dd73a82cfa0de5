import type { DynamicModule, Type } from '@nestjs/common';
import { PrometheusModule, type PrometheusOptions } from '@willsoto/nestjs-prometheus';
import { OBSERVABILITY_OPTIONS, type ObservabilityOptions } from '../observability-options.js';

/** `@willsoto/nestjs-prometheus` with our controller; the metrics of the process are kept by application, not in its one registry. */
export function prometheusModule(optionsModule: DynamicModule, controller: Type<unknown>): DynamicModule {
  return PrometheusModule.registerAsync({
    imports: [optionsModule],
    inject: [OBSERVABILITY_OPTIONS],
    controller,
    useFactory: (options: unknown): PrometheusOptions => {
      const { metrics } = options as ObservabilityOptions;
      return { ...(metrics === false ? undefined : metrics), controller, defaultMetrics: { enabled: false } };
    },
  });
}
