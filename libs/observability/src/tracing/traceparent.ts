import type { Context, SpanContext } from '@opentelemetry/api';
import type { OtelApi } from './otel-api.js';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
export function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** A context whose span is the one that a `traceparent` names; nothing for what is none, wherever it came from. */
export function contextFrom({ trace, isSpanContextValid, ROOT_CONTEXT }: OtelApi, traceparent: unknown): Context | undefined {
  const [, traceId, spanId, flags] = (typeof traceparent === 'string' && TRACEPARENT.exec(traceparent)) || [];
  const spanContext = { traceId: traceId!, spanId: spanId!, traceFlags: parseInt(flags ?? '0', 16), isRemote: true };
  if (!traceId || !isSpanContextValid(spanContext)) return undefined;
  return trace.setSpanContext(ROOT_CONTEXT, spanContext);
}
