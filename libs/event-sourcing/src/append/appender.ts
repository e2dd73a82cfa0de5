import type { EntityManager } from 'typeorm';
import { InvalidOptionException, traced, type Clock } from '@ledgerline/storage';
import type { AppendOutcome, AppendRequest, EventBackend, NewEvent } from '../backends/event-backend.js';
import { appendBatchChannel, appendChannel, type AppendMessage } from '../diagnostics/channels.js';
import type { EventRegistry } from '../events/event-registry.js';
import type { EventSerializer } from '../events/event-serializer.js';
import type { EventStore } from '../event-store.js';
import type { CommittedEvents } from '../commits/committed-events.js';
import { ConcurrencyException } from '../exceptions/concurrency.exception.js';
import { expectedVersionCode } from '../streams/expected-version.js';
import { assertStreamName, categoryOf } from '../streams/stream-name.js';
import { assertEventIds, type AppendOptions, type AppendResult } from './append-options.js';
import { AmbientWork } from './ambient-work.js';
import { refusalOf } from './append-refusal.js';
import { CommittedAppend } from './committed-append.js';
import { givenEventIds, newEventIds, type EventIds } from './event-ids.js';
import { newEventMetadata } from './event-metadata.js';
import { GroupCommitWriter } from './group-commit-writer.js';
import { publicError } from './public-error.js';
import type { UnitAppends } from './unit-appends.js';
import { DEFAULT_WRITER_OPTIONS } from './writer-options.js';

/** What an {@link Appender} works with. */
export interface AppenderContext {
  readonly store: EventStore;
  readonly backend: EventBackend;
  readonly serializer: EventSerializer;
  readonly registry: EventRegistry;
  /** Batches in flight at a time. */
  readonly lanes: number;
  readonly clock: Clock;
  /** Told of events that are durable, or, with a manager, written in that one's open transaction. */
  readonly onAppended: (committed: CommittedEvents, manager: EntityManager | undefined) => void;
}

/** An append, checked and put into words, and the ids that it may have to give back. */
interface PreparedAppend {
  readonly events: readonly object[];
  readonly request: AppendRequest;
  readonly eventIds: EventIds;
}

/** From an application's call to a request, through the writer, the unit of work or the caller's transaction, to a result or an exception. */
export class Appender {
  /** What appends join that are given no manager. */
  readonly ambient: AmbientWork;
  readonly #writer: GroupCommitWriter;

  constructor(private readonly context: AppenderContext) {
    this.ambient = new AmbientWork(context);
    const { store, backend, lanes, clock } = context;
    const onBatch = (size: number) => {
      if (appendBatchChannel.start.hasSubscribers) appendBatchChannel.start.publish({ store, size });
    };
    this.#writer = new GroupCommitWriter((batch) => backend.append(batch), { ...DEFAULT_WRITER_OPTIONS, lanes }, clock, onBatch);
  }

  /** See `EventStore.append`. */
  append(stream: string, events: readonly object[], options: AppendOptions): Promise<AppendResult> {
    let prepared: PreparedAppend;
    try {
      prepared = this.#prepare(stream, events, options);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    return traced(
      appendChannel,
      () => ({
        store: this.context.store,
        stream,
        category: prepared.request.category,
        types: prepared.request.events.map(({ type }) => type),
      }),
      (message) => this.#write(prepared, options, message),
    );
  }

  drain(): Promise<void> {
    return this.#writer.drain();
  }

  #prepare(stream: string, events: readonly object[], options: AppendOptions): PreparedAppend {
    assertStreamName(stream);
    if (events.length === 0) throw new InvalidOptionException('events', 'at least one event', events);
    if (options.eventIds) assertEventIds(options.eventIds, events.length);
    const expected = expectedVersionCode(options.expectedVersion);
    const metadata = newEventMetadata(options.metadata);
    const serialized = events.map((event) => this.context.serializer.serialize(event, stream, metadata));
    const eventIds = options.eventIds ? givenEventIds(options.eventIds) : newEventIds(events.length);
    const newEvents = serialized.map((event, index): NewEvent => ({ id: eventIds.ids[index]!, ...event }));
    const { mayRepeat } = eventIds;
    return { events, eventIds, request: { stream, category: categoryOf(stream), expected, events: newEvents, mayRepeat } };
  }

  async #write(prepared: PreparedAppend, options: AppendOptions, message: AppendMessage | undefined): Promise<AppendResult> {
    const { backend } = this.context;
    if (!backend.isReady) await backend.ready();
    const { manager } = options;
    const unit = this.ambient.unit;
    try {
      const result = await (unit && isOf(unit, manager)
        ? unit.append({ ...prepared, expectedVersion: options.expectedVersion ?? 'any' })
        : this.#append(prepared, options, manager ?? (unit ? undefined : this.ambient.manager)));
      if (message) message.outcome = 'ok';
      if (message && result instanceof CommittedAppend) message.position = result.position;
      return result;
    } catch (error) {
      const isConflict = error instanceof ConcurrencyException;
      if (isConflict) prepared.eventIds.takeBack();
      if (message) message.outcome = isConflict ? 'conflict' : 'error';
      throw error;
    }
  }

  async #append(
    { events, request }: PreparedAppend,
    { expectedVersion = 'any' }: AppendOptions,
    manager: EntityManager | undefined,
  ): Promise<AppendResult> {
    const { backend, onAppended } = this.context;
    let outcome: AppendOutcome;
    try {
      outcome = await (manager ? backend.appendIn(manager, request) : this.#writer.append(request));
    } catch (error) {
      throw publicError(error, backend.shown);
    }
    if (outcome.kind !== 'appended' && outcome.kind !== 'repeated') throw refusalOf(request.stream, expectedVersion, outcome);
    const result = new CommittedAppend(request, outcome, this.context);
    // Ids that were new and are stored already are those of a first try whose answer was lost.
    if (outcome.kind === 'appended' || !request.mayRepeat) onAppended({ events, result }, manager);
    return result;
  }
}

/** Whether an append with this manager, or none, belongs to the unit of work. */
function isOf({ transaction }: UnitAppends, manager: EntityManager | undefined): boolean {
  return manager === undefined || manager.queryRunner === transaction.manager?.queryRunner;
}
