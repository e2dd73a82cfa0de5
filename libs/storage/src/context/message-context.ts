import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';

/**
 * What is being handled now and what caused it; carried through asynchronous calls, into event metadata and into nested dispatches.
 */
export interface MessageContext {
  /** What kind of work runs: `command`, `query`, `event`, `projection`, `saga-step` or what an application names. */
  readonly kind: string;
  /** Name of the message, projection or step. */
  readonly name: string;
  /** Groups all that came of one request. */
  readonly correlationId: string;
  /** Id of the message, event or step that led to this work. */
  readonly causationId?: string;
  /** W3C trace context of the work, when tracing is on. */
  readonly traceparent?: string;
  /** Aborted when the work has timed out or its owner lost the right to it. */
  readonly signal?: AbortSignal;
  /** Same for every attempt of one piece of work; ids of the events that it appends are derived from it. */
  readonly idempotencyKey?: string;
  /** The open transaction that appends of this work join. */
  readonly manager?: EntityManager;
}

const storage = new AsyncLocalStorage<MessageContext>();

/** Runs `work` with `context` as the current one, also across its awaits. */
export function runInMessageContext<R>(context: MessageContext, work: () => R): R {
  return storage.run(context, work);
}

/** The context of the work that is running, if any. */
export function currentMessageContext(): MessageContext | undefined {
  return storage.getStore();
}
