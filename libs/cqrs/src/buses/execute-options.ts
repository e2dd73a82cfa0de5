import type { Token } from '@ledgerline/event-sourcing';
import { AsyncContext } from '@nestjs/cqrs';

/** What may be said about one dispatch. */
export interface ExecuteOptions {
  /** Milliseconds after which the caller gets a timeout exception; over all other settings. 0 = none. */
  readonly timeout?: number;
  /** The caller's own signal: aborting it gives up the dispatch and aborts the handler's signal. */
  readonly signal?: AbortSignal;
  /** Makes a command idempotent: one that repeats a key gets the first one's result. */
  readonly idempotencyKey?: string;
  /** A token of an append: a query waits until the projections have reached it, for as long as it may take as a whole (10 s without a limit). */
  readonly after?: Token;
  /** The context of request-scoped handlers, as in Nest. */
  readonly context?: AsyncContext;
}

/** The options of a call that may give an `AsyncContext` in their place. */
export function executeOptions(given: AsyncContext | ExecuteOptions | undefined): ExecuteOptions | undefined {
  return given instanceof AsyncContext ? { context: given } : given;
}
