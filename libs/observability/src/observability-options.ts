import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import type { PrometheusOptions } from '@willsoto/nestjs-prometheus';

/** Options of health. */
export interface HealthOptions {
  /** Where its routes are. @default '/health' */
  readonly path?: string;
  /**
   * Milliseconds for which the application goes on as before once its readiness went down at the begin of a shutdown: as long as whatever
   * sends it requests needs to notice. @default 0
   */
  readonly shutdownDelay?: number;
}

/** Options of `ObservabilityModule.forRoot`. */
export interface ObservabilityOptions {
  /** Options of `@willsoto/nestjs-prometheus`, or `false` for no `/metrics`. A `controller` is honoured by `forRoot` alone. */
  readonly metrics?: PrometheusOptions | false;
  /** Health, or `false` for no routes of it. */
  readonly health?: HealthOptions | false;
  /**
   * Whether spans are made with `@opentelemetry/api`. @default where that is installed and an SDK is registered before the application starts
   */
  readonly tracing?: boolean;
}

const builder = new ConfigurableModuleBuilder<ObservabilityOptions>({ moduleName: 'LedgerlineObservability' })
  .setClassMethodName('forRoot')
  .build();

/** Token of the options. @internal */
export const OBSERVABILITY_OPTIONS: string | symbol = builder.MODULE_OPTIONS_TOKEN;

export type ObservabilityAsyncOptions = typeof builder.ASYNC_OPTIONS_TYPE;

/** Holds the options, wherever they come from, for the modules that need them. @internal */
@Module({ exports: [OBSERVABILITY_OPTIONS] })
export class ObservabilityOptionsModule extends builder.ConfigurableModuleClass {}
