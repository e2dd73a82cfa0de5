import type { Context, Link, Tracer } from '@opentelemetry/api';
import {
  commandChannel,
  projectionChannel,
  queryChannel,
  type CommandBus,
  type DispatchMessage,
  type ProjectionMessage,
  type ProjectionRunner,
  type QueryBus,
} from '@ledgerline/cqrs';
import {
  appendChannel,
  loadChannel,
  type AppendMessage,
  type EventStore,
  type LoadMessage,
  type RecordedEvent,
} from '@ledgerline/event-sourcing';
import { sagaChannel, sagaStepChannel, type SagaMessage, type SagaRunner, type SagaStepMessage } from '@ledgerline/saga';
import type { OtelApi } from './otel-api.js';
import { traceOperations } from './trace-operations.js';
import { contextFrom } from './traceparent.js';

/** What a person has to look at. */
const STANDING = new Set<unknown>(['compensation-failed', 'stopped']);

/** The spans of Ledgerline's operations; each method makes those of one part of an application, and returns what ends that. */
export class LedgerlineSpans {
  constructor(
    private readonly api: OtelApi,
    private readonly tracer: Tracer,
  ) {}

  commands(bus: CommandBus): () => void {
    return traceOperations(this.api, this.tracer, commandChannel, this.#dispatches('command', bus));
  }

  queries(bus: QueryBus): () => void {
    return traceOperations(this.api, this.tracer, queryChannel, this.#dispatches('query', bus));
  }

  eventStore(store: EventStore): () => void {
    const isOurs = (message: { readonly store: EventStore }) => message.store === store;
    const ends = [
      traceOperations<AppendMessage>(this.api, this.tracer, appendChannel, {
        isOurs,
        name: ({ category }) => `append ${category}`,
        attributes: ({ stream, types }) => ({ 'ledgerline.stream': stream, 'ledgerline.event.types': [...types] }),
        parent: () => this.#active(),
        end: ({ position, outcome, ...message }) => ({
          attributes: { 'ledgerline.outcome': outcome, 'ledgerline.position': position },
          error: errorOf(message),
        }),
      }),
      traceOperations<LoadMessage>(this.api, this.tracer, loadChannel, {
        isOurs,
        name: ({ category }) => `load ${category}`,
        attributes: ({ stream }) => ({ 'ledgerline.stream': stream }),
        parent: () => this.#active(),
        end: ({ source, events, ...message }) => ({
          attributes: { 'ledgerline.source': source, 'ledgerline.events': events },
          error: errorOf(message),
        }),
      }),
    ];
    return () => ends.forEach((end) => end());
  }

  /** A batch belongs to the trace of its first event, and is linked to those of the others. */
  projections(runner: ProjectionRunner): () => void {
    return traceOperations<ProjectionMessage>(this.api, this.tracer, projectionChannel, {
      isOurs: (message) => message.runner === runner,
      name: ({ name }) => `projection ${name}`,
      attributes: ({ version, events, from, to, rebuilding }) => ({
        'ledgerline.projection.version': version,
        'ledgerline.projection.rebuilding': rebuilding,
        'ledgerline.events': events,
        'ledgerline.from': from,
        'ledgerline.position': to,
      }),
      parent: ({ recorded }) => this.#contextsOf(recorded)[0] ?? this.api.ROOT_CONTEXT,
      links: ({ recorded }) =>
        this.#contextsOf(recorded)
          .slice(1)
          .map((context): Link => ({ context: this.api.trace.getSpanContext(context)! })),
      end: ({ outcome, error }) => ({ attributes: { 'ledgerline.outcome': outcome }, error }),
    });
  }

  sagas(runner: SagaRunner): () => void {
    const isOurs = (message: { readonly runner: SagaRunner }) => message.runner === runner;
    const { ROOT_CONTEXT } = this.api;
    const ends = [
      traceOperations<SagaMessage>(this.api, this.tracer, sagaChannel, {
        isOurs,
        name: ({ saga }) => `saga ${saga}`,
        attributes: ({ sagaId, correlationId, isRecovery }) => ({
          'ledgerline.saga.id': sagaId,
          'ledgerline.correlation_id': correlationId,
          'ledgerline.saga.recovery': isRecovery,
        }),
        // Whatever wakes a saga, a timer or another request, is not what it came of.
        parent: ({ traceparent }) => contextFrom(this.api, traceparent) ?? ROOT_CONTEXT,
        end: ({ status }) => ({
          attributes: { 'ledgerline.saga.status': status },
          error: STANDING.has(status) ? new Error(`The saga is ${status}.`) : undefined,
        }),
      }),
      traceOperations<SagaStepMessage>(this.api, this.tracer, sagaStepChannel, {
        isOurs,
        name: ({ step }) => `saga step ${step}`,
        attributes: ({ saga, sagaId, direction, attempt }) => ({
          'ledgerline.saga': saga,
          'ledgerline.saga.id': sagaId,
          'ledgerline.saga.direction': direction,
          'ledgerline.saga.attempt': attempt,
        }),
        parent: () => this.#active(),
        end: ({ outcome, error }) => ({ attributes: { 'ledgerline.outcome': outcome }, error }),
      }),
    ];
    return () => ends.forEach((end) => end());
  }

  #dispatches<Bus>(one: 'command' | 'query', bus: Bus) {
    return {
      isOurs: (message: DispatchMessage<Bus>) => message.bus === bus,
      name: ({ name }: DispatchMessage<Bus>) => `${one} ${name}`,
      attributes: ({ context }: DispatchMessage<Bus>) => ({ 'ledgerline.correlation_id': context.correlationId }),
      parent: ({ context }: DispatchMessage<Bus>) => this.#active(context.traceparent),
      end: ({ outcome, error }: DispatchMessage<Bus>) => ({ attributes: { 'ledgerline.outcome': outcome }, error }),
    };
  }

  /** The spans that events were appended in, each once. */
  #contextsOf(recorded: readonly RecordedEvent[]): Context[] {
    const traceparents = new Set(recorded.map(({ metadata }) => metadata.traceparent));
    return [...traceparents].flatMap((traceparent) => contextFrom(this.api, traceparent) ?? []);
  }

  /** The span that runs; without one, that of whatever the current work came of, perhaps in another process. */
  #active(brought?: string): Context {
    const { context, trace } = this.api;
    const active = context.active();
    return (trace.getSpan(active) ? undefined : contextFrom(this.api, brought)) ?? active;
  }
}

/** Node's channels add the error of a promise to the message. */
function errorOf(message: object): unknown {
  return (message as { readonly error?: unknown }).error;
}
