import type { EntityManager } from 'typeorm';
import { InvalidOptionException, isConnectionError, LedgerlineException, traced, type Clock } from '@ledgerline/storage';
import type { AppendOutcome, AppendRequest, EventBackend, NewEvent } from '../backends/event-backend.js';
import { appendBatchChannel, appendChannel, type AppendMessage } from '../diagnostics/channels.js';
import type { EventRegistry } from '../events/event-registry.js';
import type { EventSerializer } from '../events/event-serializer.js';
import type { EventStore } from '../event-store.js';
import { ConcurrencyException } from '../exceptions/concurrency.exception.js';
import { EventIdConflictException } from '../exceptions/event-id-conflict.exception.js';
import { EventStoreUnavailableException } from '../exceptions/event-store-unavailable.exception.js';
import { StreamClosedException } from '../exceptions/stream-closed.exception.js';
import type { CommittedEvents } from '../commits/committed-events.js';
import { expectedVersionCode } from '../streams/expected-version.js';
import { assertStreamName, categoryOf } from '../streams/stream-name.js';
import { NotSentError, OutcomeUnknownError } from './append-failure.js';
import { assertEventIds, type AppendOptions, type AppendResult } from './append-options.js';
import { CommittedAppend } from './committed-append.js';
import { givenEventIds, newEventIds, type EventIds } from './event-ids.js';
import { newEventMetadata } from './event-metadata.js';
import { GroupCommitWriter } from './group-commit-writer.js';
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

/** From an application's call to a request, through the writer or the caller's transaction, to a result or an exception. */
export class Appender {
  readonly #writer: GroupCommitWriter;

  constructor(private readonly context: AppenderContext) {
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

  async #write(
    { events, request, eventIds }: PreparedAppend,
    options: AppendOptions,
    message: AppendMessage | undefined,
  ): Promise<AppendResult> {
    const { backend, onAppended } = this.context;
    const { manager } = options;
    if (!backend.isReady) await backend.ready();
    let outcome: AppendOutcome;
    try {
      outcome = await (manager ? backend.appendIn(manager, request) : this.#writer.append(request));
    } catch (error) {
      if (message) message.outcome = 'error';
      throw publicError(error, backend.shown);
    }
    if (outcome.kind === 'conflict') eventIds.takeBack();
    const result = this.#result(request, outcome, options, message);
    // Ids that were new and are stored already are those of a first try whose answer was lost.
    if (outcome.kind === 'appended' || !request.mayRepeat) onAppended({ events, result }, manager);
    return result;
  }

  #result(
    request: AppendRequest,
    outcome: AppendOutcome,
    { expectedVersion = 'any' }: AppendOptions,
    message: AppendMessage | undefined,
  ): AppendResult {
    const { stream } = request;
    if (message) message.outcome = outcome.kind === 'conflict' ? 'conflict' : 'ok';
    switch (outcome.kind) {
      case 'conflict':
        throw new ConcurrencyException(stream, expectedVersion, outcome.actual);
      case 'id-conflict':
        throw new EventIdConflictException(stream);
      case 'closed':
        throw new StreamClosedException(stream, outcome.state);
      case 'busy':
        throw new TypeError(`The backend answered "busy" for the stream "${stream}" where it must wait.`);
      default: {
        const result = new CommittedAppend(request, outcome, this.context);
        if (message) message.position = result.position;
        return result;
      }
    }
  }
}

/** What a caller is told of a failure on the way to the database. */
function publicError(error: unknown, shown: string): unknown {
  if (error instanceof LedgerlineException) return error;
  if (error instanceof OutcomeUnknownError) return new EventStoreUnavailableException(shown, true, error.cause);
  if (error instanceof NotSentError) return new EventStoreUnavailableException(shown, false, error.cause);
  // In a transaction of the caller's nothing is stored unless its own commit succeeds.
  return isConnectionError(error) ? new EventStoreUnavailableException(shown, false, error) : error;
}
