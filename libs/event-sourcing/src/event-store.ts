import type { EntityManager } from 'typeorm';
import type { AggregateClass } from './aggregates/aggregate-definition.js';
import type { LoadOptions } from './aggregates/aggregate-loader.js';
import type { AggregateRoot } from './aggregates/aggregate-root.js';
import type { AppendOptions, AppendResult } from './append/append-options.js';
import type { EventMetadata, RecordedEvent } from './events/recorded-event.js';
import type { ReadAllOptions, ReadStreamOptions } from './reading/read-options.js';
import type { SubscribeOptions } from './subscriptions/subscribe-options.js';
import type { Subscription, SubscriptionHandler } from './subscriptions/subscription.js';

/** Options of {@link EventStore.save}. */
export interface SaveOptions {
  readonly metadata?: EventMetadata;
  /** Joins this open TypeORM transaction on the store's database. @default that of the unit of work, or the context, that it runs in */
  readonly manager?: EntityManager;
}

/** Options of {@link EventStore.update}. */
export interface UpdateOptions {
  /** Times that the change is made again after a conflict. @default 3 */
  readonly retries?: number;
}

/** Options of {@link EventStore.deleteStream}. */
export interface DeleteStreamOptions {
  /** Removes the events for good, for example on a person's request; needs the module's option `hardDelete`. @default false */
  readonly hard?: boolean;
}

/**
 * The log of events and the aggregates that are rebuilt from it. Inject it by this class.
 *
 * Every method may throw `EventStoreUnavailableException` (503) when the database is away.
 */
export abstract class EventStore {
  /**
   * Appends events to a stream: all or none, durable when it resolves. One round trip, shared with other appends of the moment.
   *
   * @throws ConcurrencyException (409) when the stream is not at `expectedVersion`
   * @throws InvalidEventException (400) when an event is not registered or cannot be stored faithfully
   * @throws EventIdConflictException (409) when `eventIds` are stored already, but not as this append
   */
  abstract append(stream: string, events: object | readonly object[], options?: AppendOptions): Promise<AppendResult>;

  /** The events of one stream, in order; always up to date with what was acknowledged. */
  abstract readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>;

  /** The log in its order, up to the place that is safe to read at the time of the call: nothing will appear in between later. */
  abstract readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;

  /**
   * Rebuilds an aggregate, or its state of the past. One round trip for the snapshot and the first page of events.
   *
   * @throws AggregateNotFoundException (404) when its stream holds no events
   * @throws ReplayDisabledException (409) on an append-only node
   */
  abstract load<A extends AggregateRoot>(aggregate: AggregateClass<A>, id: string, options?: LoadOptions): Promise<A>;

  /** Like {@link load}, with `null` for an aggregate that does not exist. */
  abstract find<A extends AggregateRoot>(aggregate: AggregateClass<A>, id: string): Promise<A | null>;

  /**
   * Appends an aggregate's uncommitted events, expecting its stream where the aggregate was loaded. Without any it writes nothing.
   *
   * @throws ConcurrencyException (409) when the stream has moved on; the events stay uncommitted
   */
  abstract save(aggregate: AggregateRoot, options?: SaveOptions): Promise<AppendResult>;

  /**
   * Loads an aggregate, changes it and saves it; on a conflict all three are done again.
   *
   * @param change may run several times, each on a fresh aggregate; what it returns is returned
   * @throws ConcurrencyException (409) when the last retry has met a conflict, too
   */
  abstract update<A extends AggregateRoot, R>(
    aggregate: AggregateClass<A>,
    id: string,
    change: (aggregate: A) => R | Promise<R>,
    options?: UpdateOptions,
  ): Promise<R>;

  /**
   * Keeps the aggregate's present state, so that later loads start from it.
   *
   * @throws AggregateNotFoundException (404)
   * @throws SnapshotException when the state cannot be stored
   */
  abstract createSnapshot<A extends AggregateRoot>(aggregate: AggregateClass<A>, id: string): Promise<void>;

  /**
   * Hands the log to a handler, in batches: what is stored, then what is appended, in order and without a gap, at least once. With a
   * `name` the place is kept and one node at a time runs it; it survives restarts of the process and of the database.
   *
   * @throws InvalidOptionException for an option that makes no sense
   */
  abstract subscribe(options: SubscribeOptions, handler: SubscriptionHandler): Subscription;

  /**
   * Stops reading the events of a stream below a version; they stay stored. An aggregate needs a snapshot from there on.
   *
   * @throws StreamNotFoundException (404)
   */
  abstract truncateStream(stream: string, before: number): Promise<void>;

  /**
   * Closes a stream: it is read as before, and takes no more events (`StreamClosedException`).
   *
   * @throws StreamNotFoundException (404)
   */
  abstract archiveStream(stream: string): Promise<void>;

  /**
   * Deletes a stream: it is no longer read, and its name is never used again. Its events stay stored, unless `hard`.
   *
   * @throws StreamNotFoundException (404)
   * @throws HardDeleteDisabledException (409)
   */
  abstract deleteStream(stream: string, options?: DeleteStreamOptions): Promise<void>;

  /** A sign of life of the database: the latency in milliseconds. */
  abstract ping(): Promise<number>;
}
