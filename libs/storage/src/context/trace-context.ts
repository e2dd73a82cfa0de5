import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<string | undefined>();

/**
 * Runs `work`, also across its awaits, under a span: what is appended, started or sent from there carries its `traceparent`. Called by those
 * who make spans of the public channels.
 */
export function runWithTraceparent<R>(traceparent: string | undefined, work: () => R): R {
  return storage.run(traceparent, work);
}

/** The W3C trace context of the span that runs, if spans are made; else what the current message brought along. */
export function currentTraceparent(brought?: { readonly traceparent?: string }): string | undefined {
  return storage.getStore() ?? brought?.traceparent;
}
