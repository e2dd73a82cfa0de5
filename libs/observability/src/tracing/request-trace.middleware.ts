import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';
import type { OtelApi } from './otel-api.js';
import { OTEL_API } from './tracing.js';
import { contextFrom, traceparentOf } from './traceparent.js';
import { runWithTraceparent } from '@ledgerline/storage';

/** What a request of Express and one of Fastify have in common. */
interface TracedRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * Goes on with the trace of whoever sent the request: the span of an instrumentation of HTTP, else what the header `traceparent` names.
 * Applied only where spans are made.
 */
@Injectable()
export class RequestTraceMiddleware implements NestMiddleware {
  constructor(@Inject(OTEL_API) private readonly api: OtelApi) {}

  use({ headers }: TracedRequest, _response: unknown, next: () => void): void {
    const { context, trace } = this.api;
    const active = context.active();
    const spanned = trace.getSpan(active) ? active : contextFrom(this.api, headers['traceparent']);
    const span = spanned && trace.getSpanContext(spanned);
    if (!span) return next();
    context.with(spanned, () => runWithTraceparent(traceparentOf(span), next));
  }
}
