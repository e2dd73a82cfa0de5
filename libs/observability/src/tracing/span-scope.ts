import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span } from '@opentelemetry/api';
import { runWithTraceparent } from '@ledgerline/storage';
import type { OtelApi } from './otel-api.js';
import { traceparentOf } from './traceparent.js';

/**
 * What a channel runs an operation in: OpenTelemetry's context has the operation's span, so that spans made inside by anybody are its
 * children, and what is stored inside carries its `traceparent`.
 *
 * A channel runs stores of its own kind only, and OpenTelemetry keeps its own to itself; so this one passes the work on to both.
 */
export class SpanScope extends AsyncLocalStorage<Span | undefined> {
  constructor(private readonly api: OtelApi) {
    super();
  }

  override run<R>(span: Span | undefined, work: () => R): R;
  override run<R, A extends unknown[]>(span: Span | undefined, work: (...args: A) => R, ...args: A): R;
  override run<R, A extends unknown[]>(span: Span | undefined, work: (...args: A) => R, ...args: A): R {
    if (!span) return work(...args);
    const { context, trace } = this.api;
    const traceparent = traceparentOf(span.spanContext());
    return context.with(trace.setSpan(context.active(), span), () => runWithTraceparent(traceparent, () => work(...args)));
  }
}
