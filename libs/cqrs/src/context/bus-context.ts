import { currentMessageContext, currentTraceparent, type AmbientTransaction, type MessageContext } from '@ledgerline/storage';
import type { AsyncContext } from '@nestjs/cqrs';
import type { EntityManager } from 'typeorm';
import type { BusEnvironment } from '../bus-environment.js';
import type { LaneUse } from '../events/handler-binding.js';
import { Lineage } from './lineage.js';

/** What a {@link BusContext} is made of. @internal */
export interface BusContextInit {
  readonly kind: string;
  readonly name: string;
  readonly startedAt: number;
  readonly lineage?: Lineage;
  /** Whose abortion is this one's, too. */
  readonly outer?: { readonly signal?: AbortSignal };
  readonly manager?: EntityManager;
  readonly transaction?: AmbientTransaction;
  readonly within?: MessageContext;
  readonly asyncContext?: AsyncContext;
  readonly idempotencyKey?: string;
  readonly isKeyGiven?: boolean;
  readonly deadline?: number;
  readonly home?: BusEnvironment;
  readonly lane?: LaneUse;
}

/**
 * What is being handled now: there anywhere below a dispatch, and below subscriptions, projections and steps of sagas.
 *
 * @example
 * ```ts
 * const { correlationId, signal } = BusContext.current()!;
 * await fetch(url, { signal, headers: { 'x-correlation-id': correlationId } });
 * ```
 */
export class BusContext implements MessageContext {
  /** `command`, `query` or `event` below a bus; elsewhere what the work calls itself, such as `projection` or `saga-step`. */
  readonly kind: string;
  /** Name of the message's class, of the projection or of the step. */
  readonly name: string;
  /** When the work began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** The open transaction that the work's writes and appends join, in a unit of work. */
  readonly manager?: EntityManager;
  /** The unit of work that the work is a part of. @internal */
  readonly transaction?: AmbientTransaction;
  /** The work of which this is a part. @internal */
  readonly within?: MessageContext;
  /** The `AsyncContext` that the message was dispatched with. */
  readonly asyncContext?: AsyncContext;
  /** Same for every attempt of this work, when it has such a key. */
  readonly idempotencyKey?: string;
  /** Whether {@link idempotencyKey} was given for this work, and does not just follow from that of the work above. @internal */
  readonly isKeyGiven: boolean;
  /** When the work times out, by the monotonic clock; dispatches below it end no later. @internal */
  readonly deadline?: number;
  /** The application that the work belongs to. @internal */
  readonly home?: BusEnvironment;
  /** The handler of events that the work is done for, if any. @internal */
  readonly lane?: LaneUse;
  /** How the dispatch ended, when it was not for its handler to say. @internal */
  outcome?: 'timeout' | 'invalid';
  /** What ends the dispatch as timed out, if it is still running. @internal */
  limited?: { expire(): void };
  readonly #outer?: { readonly signal?: AbortSignal };
  #commits = 0;
  #lineage?: Lineage;
  #abortion?: AbortController;
  #signal?: AbortSignal;
  #abortReason?: { readonly reason: unknown };

  /** @internal */
  constructor(init: BusContextInit) {
    this.kind = init.kind;
    this.name = init.name;
    this.startedAt = init.startedAt;
    this.manager = init.manager;
    this.transaction = init.transaction;
    this.within = init.within;
    this.asyncContext = init.asyncContext;
    this.idempotencyKey = init.idempotencyKey;
    this.isKeyGiven = init.isKeyGiven ?? false;
    this.deadline = init.deadline;
    this.home = init.home;
    this.lane = init.lane;
    this.#lineage = init.lineage;
    this.#outer = init.outer;
  }

  /** The context of the work that is running, if any. */
  static current(): BusContext | undefined {
    const context = currentMessageContext();
    return context === undefined || context instanceof BusContext ? context : adopted(context);
  }

  /** Where this work comes from. @internal */
  get lineage(): Lineage {
    return (this.#lineage ??= new Lineage());
  }

  /** Groups all that came of one request. */
  get correlationId(): string {
    return this.lineage.correlationId;
  }

  /** Id of the event or step that led to this work; the correlation id when nothing recorded did. */
  get causationId(): string {
    return this.lineage.causationId;
  }

  /** W3C trace context of the work, when tracing is on. */
  get traceparent(): string | undefined {
    return currentTraceparent(this.lineage);
  }

  /** Aborted when the message has timed out, when its caller gave up, or when the owner of the work lost the right to it. */
  get signal(): AbortSignal {
    return (this.#signal ??= this.#makeSignal());
  }

  /** Whether {@link signal} can ever fire. @internal */
  get isAbortable(): boolean {
    return this.deadline !== undefined || this.#outer !== undefined;
  }

  /** Whether something of this work is being committed, so that it is too late to give it up. @internal */
  get isCommitting(): boolean {
    return this.#commits > 0;
  }

  /** A commit of this work begins; the dispatches above it wait for that, too. Returns what tells that it has ended. @internal */
  beginCommit(): () => void {
    this.#countCommits(1);
    return () => this.#countCommits(-1);
  }

  /**
   * The same work within a unit of work.
   *
   * @param init what is different of it @internal
   */
  joining(transaction: AmbientTransaction, init: Partial<BusContextInit>): BusContext {
    const { kind, name, startedAt, lineage, asyncContext, idempotencyKey, isKeyGiven, deadline, home, lane } = this;
    const own = { kind, name, startedAt, lineage, asyncContext, idempotencyKey, isKeyGiven, deadline, home, lane };
    const joined = new BusContext({ ...own, outer: this, manager: transaction.manager, transaction, ...init });
    joined.limited = this.limited;
    return joined;
  }

  #countCommits(change: 1 | -1): void {
    this.#commits += change;
    if (this.#outer instanceof BusContext) this.#outer.#countCommits(change);
  }

  /** Aborts {@link signal}. @internal */
  abort(reason: unknown): void {
    this.#abortReason ??= { reason };
    this.#abortion?.abort(reason);
  }

  /** A controller costs more than all the rest of a dispatch: it is made when somebody looks. */
  #makeSignal(): AbortSignal {
    this.#abortion = new AbortController();
    if (this.#abortReason) this.#abortion.abort(this.#abortReason.reason);
    const outer = this.#outer?.signal;
    return outer ? AbortSignal.any([this.#abortion.signal, outer]) : this.#abortion.signal;
  }
}

const adoptions = new WeakMap<MessageContext, BusContext>();

/** Somebody else's context as a `BusContext`: one object for each, however often it is asked for. */
function adopted(context: MessageContext): BusContext {
  const existing = adoptions.get(context);
  if (existing) return existing;
  const { kind, name, manager, transaction, idempotencyKey } = context;
  const lineage = Lineage.of(context);
  const own = { kind, name, manager, transaction, idempotencyKey };
  const made = new BusContext({ ...own, startedAt: Date.now(), lineage, outer: context, within: context });
  adoptions.set(context, made);
  return made;
}
