import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit, type Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { CommandBus, ProjectionRunner, QueryBus } from '@ledgerline/cqrs';
import { EventStore } from '@ledgerline/event-sourcing';
import { SagaRunner } from '@ledgerline/saga';
import { OBSERVABILITY_OPTIONS, type ObservabilityOptions } from '../observability-options.js';
import { OtelMissingException } from '../exceptions/otel-missing.exception.js';
import { findProvider } from '../stores/find-provider.js';
import { LedgerlineSpans } from './ledgerline-spans.js';
import { hasSdk, loadOtelApi, type OtelApi } from './otel-api.js';

/** OpenTelemetry's API where spans are to be made; nothing where they are not. */
export const OTEL_API = Symbol('ledgerline:otel-api');

/** Finds out whether spans are made, before the routes are. */
export const otelApiProvider: Provider = {
  provide: OTEL_API,
  inject: [OBSERVABILITY_OPTIONS],
  useFactory: async ({ tracing }: ObservabilityOptions): Promise<OtelApi | undefined> => {
    if (tracing === false) return undefined;
    const api = await loadOtelApi();
    if (tracing === true && !api) throw new OtelMissingException();
    return api && (tracing === true || hasSdk(api)) ? api : undefined;
  },
};

/** Makes spans of what the application does while it runs. */
@Injectable()
export class Tracing implements OnModuleInit, OnApplicationShutdown {
  readonly #ends: (() => void)[] = [];

  constructor(
    @Inject(OTEL_API) readonly api: OtelApi | undefined,
    private readonly modules: ModuleRef,
  ) {}

  /** @internal called by Nest */
  onModuleInit(): void {
    if (!this.api) return;
    const spans = new LedgerlineSpans(this.api, this.api.trace.getTracer('ledgerline'));
    this.#trace(CommandBus, (bus) => spans.commands(bus));
    this.#trace(QueryBus, (bus) => spans.queries(bus));
    this.#trace(EventStore, (store) => spans.eventStore(store));
    this.#trace(ProjectionRunner, (runner) => spans.projections(runner));
    this.#trace(SagaRunner, (runner) => spans.sagas(runner));
  }

  /** @internal called by Nest */
  onApplicationShutdown(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  #trace<T>(provider: abstract new (...args: never[]) => T, trace: (part: T) => () => void): void {
    const part = findProvider(this.modules, provider);
    if (part) this.#ends.push(trace(part));
  }
}
