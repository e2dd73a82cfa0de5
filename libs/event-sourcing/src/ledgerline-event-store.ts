import { systemClock, traced, whenTransactionEnds, type Clock } from '@ledgerline/storage';
import type { EntityManager } from 'typeorm';
import type { AggregateClass } from './aggregates/aggregate-definition.js';
import { aggregateDefinition } from './aggregates/aggregate-definition.js';
import { AggregateLoader, type LoadOptions } from './aggregates/aggregate-loader.js';
import { aggregateInternals, type AggregateRoot } from './aggregates/aggregate-root.js';
import type { AppendOptions, AppendResult } from './append/append-options.js';
import { Appender } from './append/appender.js';
import type { EventBackend, SafeHead, StreamClosing } from './backends/event-backend.js';
import { MemoryEventBackend } from './backends/memory/memory.backend.js';
import type { CommittedEvents } from './commits/committed-events.js';
import { LocalCommits } from './commits/local-commits.js';
import { loadChannel } from './diagnostics/channels.js';
import { EventStore, type DeleteStreamOptions, type SaveOptions, type UpdateOptions } from './event-store.js';
import type { ResolvedEventSourcingOptions } from './event-sourcing-options.js';
import type { EventClass } from './events/event.js';
import type { EventRegistry } from './events/event-registry.js';
import { EventSerializer } from './events/event-serializer.js';
import type { RecordedEvent } from './events/recorded-event.js';
import { AggregateNotFoundException } from './exceptions/aggregate-not-found.exception.js';
import { ConcurrencyException } from './exceptions/concurrency.exception.js';
import { HardDeleteDisabledException } from './exceptions/hard-delete-disabled.exception.js';
import { NotInUnitOfWorkException } from './exceptions/not-in-unit-of-work.exception.js';
import { ReplayDisabledException } from './exceptions/replay-disabled.exception.js';
import { StreamNotFoundException } from './exceptions/stream-not-found.exception.js';
import { EventReader } from './reading/event-reader.js';
import { LogView } from './reading/log-view.js';
import { assertCount, type ReadAllOptions, type ReadStreamOptions } from './reading/read-options.js';
import { Snapshots } from './snapshots/snapshots.js';
import { tokenOf } from './streams/token.js';
import type { ShareKeeper } from './subscriptions/share-keeper.js';
import type { SubscribeOptions } from './subscriptions/subscribe-options.js';
import type { Subscription, SubscriptionHandler } from './subscriptions/subscription.js';
import type { SharesOptions } from './subscriptions/subscription-share.js';
import { Subscriptions, type OpenShares } from './subscriptions/subscriptions.js';
import { aggregateStream, assertStreamName } from './streams/stream-name.js';
import type { UpcasterChain } from './upcasting/upcaster-chain.js';

const DEFAULT_RETRIES = 3;

/** The event store over a backend: what is the same for every database. */
export class LedgerlineEventStore extends EventStore {
  readonly #appender: Appender;
  readonly #loader: AggregateLoader;
  readonly #log: LogView;
  readonly #snapshots: Snapshots;
  readonly #subscriptions: Subscriptions;

  constructor(
    private readonly backend: EventBackend,
    private readonly options: ResolvedEventSourcingOptions,
    registry: EventRegistry,
    upcasters: UpcasterChain,
    clock: Clock = systemClock,
    /** Told of what this process commits. @internal */
    readonly commits = new LocalCommits(clock),
  ) {
    super();
    const serializer = new EventSerializer(registry, options.maxEventBytes);
    const reader = new EventReader(registry, upcasters, serializer);
    this.#subscriptions = new Subscriptions(backend, reader, registry, upcasters, options.leaseTerm, clock);
    const onAppended = (committed: CommittedEvents, manager?: EntityManager) => this.#appended(committed, manager);
    this.#appender = new Appender({ store: this, backend, serializer, registry, lanes: options.lanes, clock, onAppended });
    this.#loader = new AggregateLoader(reader, options.pageSize);
    this.#log = new LogView(backend, reader, registry, upcasters, options.pageSize, () => this.#appender.ambient.reads);
    this.#snapshots = new Snapshots(this, backend, this.#loader, options.snapshotEvery);
  }

  append(stream: string, events: object | readonly object[], options: AppendOptions = {}): Promise<AppendResult> {
    return this.#appender.append(stream, Array.isArray(events) ? (events as readonly object[]) : [events], options);
  }

  readStream(stream: string, options: ReadStreamOptions = {}): AsyncIterable<RecordedEvent> {
    return this.#log.readStream(stream, options);
  }

  readAll(options: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    this.#assertReplaying('readAll');
    return this.#log.readAll(options);
  }

  async load<A extends AggregateRoot>(aggregate: AggregateClass<A>, id: string, options?: LoadOptions): Promise<A> {
    const found = await this.#load(aggregate, id, options);
    if (!found) throw new AggregateNotFoundException(aggregateDefinition(aggregate).name, id);
    return found;
  }

  find<A extends AggregateRoot>(aggregate: AggregateClass<A>, id: string): Promise<A | null> {
    return this.#load(aggregate, id);
  }

  async save(aggregate: AggregateRoot, { metadata, manager }: SaveOptions = {}): Promise<AppendResult> {
    const target = aggregate.constructor as AggregateClass<AggregateRoot>;
    const stream = aggregateStream(aggregateDefinition(target).name, aggregate.id);
    const events = [...aggregate.uncommittedEvents];
    const before = aggregate.version;
    if (events.length === 0) return { stream, version: before, partition: 0, position: 0, token: tokenOf(0, 0), events: [] };
    const result = await this.#appender.append(stream, events, {
      expectedVersion: before,
      ...(metadata ? { metadata } : {}),
      ...(manager ? { manager } : {}),
    });
    aggregateInternals.markCommitted(aggregate, events.length, result.version);
    const snapshot = () => this.#snapshots.afterSave(target, aggregate.id, before, result.version);
    if (!this.#appender.ambient.afterCommit(snapshot, manager)) snapshot();
    return result;
  }

  async update<A extends AggregateRoot, R>(
    target: AggregateClass<A>,
    id: string,
    change: (aggregate: A) => R | Promise<R>,
    { retries = DEFAULT_RETRIES }: UpdateOptions = {},
  ): Promise<R> {
    assertCount('retries', retries, 0);
    for (let attempt = 0; ; attempt++) {
      const aggregate = await this.load(target, id);
      const result = await change(aggregate);
      try {
        await this.save(aggregate);
        return result;
      } catch (error) {
        if (!(error instanceof ConcurrencyException) || attempt >= retries) throw error;
      }
    }
  }

  async createSnapshot<A extends AggregateRoot>(aggregate: AggregateClass<A>, id: string): Promise<void> {
    const loaded = await this.load(aggregate, id);
    const fromStore = () => this.#snapshots.createFromStore(aggregate as AggregateClass<AggregateRoot>, id, 'manual');
    // What a unit of work has not committed must not get into a snapshot: the roll-back would not take it out again.
    if (!this.#appender.ambient.afterCommit(fromStore)) await this.#snapshots.create(loaded);
  }

  subscribe(options: SubscribeOptions, handler: SubscriptionHandler): Subscription {
    return this.#subscriptions.subscribe(options, handler);
  }

  async truncateStream(stream: string, before: number): Promise<void> {
    assertCount('before', before, 1);
    await this.#close(stream, { before, erases: false });
  }

  async archiveStream(stream: string): Promise<void> {
    await this.#close(stream, { state: 'archived', erases: false });
  }

  async deleteStream(stream: string, { hard = false }: DeleteStreamOptions = {}): Promise<void> {
    if (hard && !this.options.hardDelete) throw new HardDeleteDisabledException(stream);
    await this.#close(stream, { state: 'deleted', erases: hard });
  }

  async ping(): Promise<number> {
    return this.backend.ping();
  }

  /** Number of partitions of the log. @internal */
  get partitions(): number {
    return this.backend.partitions;
  }

  /** Whether the log is lost with this process. @internal */
  get isInMemory(): boolean {
    return this.backend instanceof MemoryEventBackend;
  }

  /** How far a partition can be read now. @internal */
  async safeHead(partition: number): Promise<SafeHead> {
    if (!this.backend.isReady) await this.backend.ready();
    return this.backend.safeHead(partition);
  }

  /** Runs shares of the log that somebody else keeps: leases, checkpoints and what is done with events are the keeper's. @internal */
  openShares(options: SharesOptions, types: readonly EventClass[], keeperOf: (partition: number) => ShareKeeper): OpenShares {
    return this.#subscriptions.open(options, types, (_member, partition) => keeperOf(partition));
  }

  /** Ends the subscriptions, each after the batch in hand. @internal */
  async stopSubscriptions(): Promise<void> {
    await this.#subscriptions.stop();
  }

  /** Waits until every append that was accepted has been answered, and every snapshot under way is written. @internal */
  async drain(): Promise<void> {
    await this.#appender.drain();
    await this.#snapshots.drain();
  }

  #appended(committed: CommittedEvents, manager: EntityManager | undefined): void {
    if (!manager) {
      this.#subscriptions.committed();
      return this.commits.committed(committed);
    }
    whenTransactionEnds(manager, { committed: () => this.#subscriptions.committed() });
    this.commits.written(committed, manager);
  }

  async #load<A extends AggregateRoot>(target: AggregateClass<A>, id: string, options?: LoadOptions): Promise<A | null> {
    this.#assertReplaying('load');
    const category = aggregateDefinition(target).name;
    return traced(
      loadChannel,
      () => ({ store: this, stream: aggregateStream(category, id), category }),
      async (message) => {
        if (!this.backend.isReady) await this.backend.ready();
        const loaded = await this.#loader.load(target, id, this.#appender.ambient.reads, options);
        if (message && loaded) Object.assign(message, { source: loaded.source, events: loaded.events });
        return loaded?.aggregate ?? null;
      },
    );
  }

  async #close(stream: string, closing: StreamClosing): Promise<void> {
    assertStreamName(stream);
    if (this.#appender.ambient.unit?.transaction.isOpen)
      throw new NotInUnitOfWorkException('Truncating, archiving or deleting a stream');
    if (!this.backend.isReady) await this.backend.ready();
    if (!(await this.backend.closeStream(stream, closing))) throw new StreamNotFoundException(stream);
  }

  #assertReplaying(operation: string): void {
    if (!this.options.isReplaying) throw new ReplayDisabledException(operation);
  }
}
