import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';
import type { AmbientTransaction } from './ambient-transaction.js';

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
  /** The unit of work that this work is a part of; `manager` is its own. */
  readonly transaction?: AmbientTransaction;
  /** The work of which this is a part, and not one of its own: what is counted for that goes on here. */
  readonly within?: MessageContext;
}

const storage = new AsyncLocalStorage<MessageContext>();

/** Runs `work` with `context` as the current one, also across its awaits. */
export function runInMessageContext<R>(context: MessageContext, work: () => R): R {
  return storage.run(context, work);
}

/** Runs `work` that belongs to nothing that is being handled. */
export function runOutsideMessageContext<R>(work: () => R): R {
  return storage.exit(work);
}

/** The context of the work that is running, if any. */
export function currentMessageContext(): MessageContext | undefined {
  return storage.getStore();
}

/** The piece of work that a context belongs to: itself, or what it is a part of. */
export function wholeWork(context: MessageContext): MessageContext {
  let whole = context;
  while (whole.within) whole = whole.within;
  return whole;
}
