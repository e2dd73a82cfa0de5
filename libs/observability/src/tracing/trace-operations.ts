import type { TracingChannel } from 'node:diagnostics_channel';
import type { Attributes, Context, Link, Span, Tracer } from '@opentelemetry/api';
import type { OtelApi } from './otel-api.js';
import { SpanScope } from './span-scope.js';

/** How the operations of a channel become spans. */
export interface OperationSpans<M extends object> {
  /** Whether the message comes of this application. */
  readonly isOurs: (message: M) => boolean;
  readonly name: (message: M) => string;
  readonly attributes: (message: M) => Attributes;
  /** The context whose span is the parent. */
  readonly parent: (message: M) => Context;
  /** Other spans that it has to do with. */
  readonly links?: (message: M) => Link[];
  /** What is known at the end: further attributes, and what went wrong. */
  readonly end: (message: M) => { readonly attributes: Attributes; readonly error?: unknown };
}

/** Makes a span of each operation of a channel from now on. Returns what ends that. */
export function traceOperations<M extends object>(
  api: OtelApi,
  tracer: Tracer,
  channel: TracingChannel<unknown, M>,
  { isOurs, name, attributes, parent, links, end }: OperationSpans<M>,
): () => void {
  const spans = new WeakMap<object, Span>();
  const scope = new SpanScope(api);
  const begin = (published: unknown) => {
    const message = published as M;
    if (!isOurs(message)) return undefined;
    const span = tracer.startSpan(
      name(message),
      { attributes: attributes(message), links: links?.(message) ?? [] },
      parent(message),
    );
    spans.set(message, span);
    return span;
  };
  const finish = (published: unknown) => {
    const message = published as M;
    const span = spans.get(message);
    if (!span) return;
    spans.delete(message);
    const { attributes: further, error } = end(message);
    span.setAttributes(further);
    if (error !== undefined) {
      const text = error instanceof Error ? error.message : 'something that is no error was thrown';
      span.recordException(error instanceof Error ? error : text);
      span.setStatus({ code: api.SpanStatusCode.ERROR, message: text });
    }
    span.end();
  };
  channel.start.bindStore(scope, begin);
  channel.asyncEnd.subscribe(finish);
  return () => {
    channel.start.unbindStore(scope);
    channel.asyncEnd.unsubscribe(finish);
  };
}
