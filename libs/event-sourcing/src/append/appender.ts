import { InvalidOptionException, isConnectionError, LedgerlineException, traced, type Clock } from '@ledgerline/storage';
import type { AppendOutcome, AppendRequest, EventBackend, NewEvent } from '../backends/event-backend.js';
import { appendBatchChannel, appendChannel, type AppendMessage } from '../diagnostics/channels.js';
import type { EventRegistry } from '../events/event-registry.js';
import type { EventSerializer } from '../events/event-serializer.js';
import type { StoredEvent } from '../events/recorded-event.js';
import type { EventStore } from '../event-store.js';
import { ConcurrencyException } from '../exceptions/concurrency.exception.js';
import { EventIdConflictException } from '../exceptions/event-id-conflict.exception.js';
import { EventStoreUnavailableException } from '../exceptions/event-store-unavailable.exception.js';
import { StreamClosedException } from '../exceptions/stream-closed.exception.js';
import { LazyRecordedEvent } from '../reading/lazy-recorded-event.js';
import { expectedVersionCode } from '../streams/expected-version.js';
import { assertStreamName, categoryOf } from '../streams/stream-name.js';
import { tokenOf } from '../streams/token.js';
import { NotSentError, OutcomeUnknownError } from './append-failure.js';
import { assertEventIds, type AppendOptions, type AppendResult } from './append-options.js';
import { newEventIds } from './event-ids.js';
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
  /** Told after each commit of this process, but for those in a caller's transaction, whose commit is not ours to see. */
  readonly onCommit: () => void;
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
  async append(stream: string, events: readonly object[], options: AppendOptions): Promise<AppendResult> {
    const request = this.#request(stream, events, options);
    return traced(
      appendChannel,
      () => ({ store: this.context.store, stream, category: request.category, types: request.events.map(({ type }) => type) }),
      async (message) => {
        if (!this.context.backend.isReady) await this.context.backend.ready();
        const outcome = await this.#send(request, options, message);
        if (outcome.kind === 'appended') this.context.onCommit();
        return this.#result(request, outcome, options, message);
      },
    );
  }

  drain(): Promise<void> {
    return this.#writer.drain();
  }

  #request(stream: string, events: readonly object[], options: AppendOptions): AppendRequest {
    assertStreamName(stream);
    if (events.length === 0) throw new InvalidOptionException('events', 'at least one event', events);
    if (options.eventIds) assertEventIds(options.eventIds, events.length);
    const expected = expectedVersionCode(options.expectedVersion);
    const metadata = newEventMetadata(options.metadata);
    const serialized = events.map((event) => this.context.serializer.serialize(event, stream, metadata));
    const { ids, mayRepeat } = options.eventIds ? { ids: options.eventIds, mayRepeat: true } : newEventIds(events.length);
    const newEvents: NewEvent[] = serialized.map((event, index) => ({ id: ids[index]!.toLowerCase(), ...event }));
    return { stream, category: categoryOf(stream), expected, events: newEvents, mayRepeat };
  }

  async #send(request: AppendRequest, { manager }: AppendOptions, message: AppendMessage | undefined): Promise<AppendOutcome> {
    try {
      return await (manager ? this.context.backend.appendIn(manager, request) : this.#writer.append(request));
    } catch (error) {
      if (message) message.outcome = 'error';
      if (error instanceof LedgerlineException) throw error;
      if (error instanceof OutcomeUnknownError)
        throw new EventStoreUnavailableException(this.context.backend.shown, true, error.cause);
      if (error instanceof NotSentError) throw new EventStoreUnavailableException(this.context.backend.shown, false, error.cause);
      // In a transaction of the caller's nothing is stored unless its own commit succeeds.
      if (isConnectionError(error))
        throw new EventStoreUnavailableException(this.context.backend.shown, manager === undefined, error);
      throw error;
    }
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
        const { version, partition, positions, recordedAt } = outcome;
        const position = positions.at(-1)!;
        if (message) message.position = position;
        const first = version - request.events.length + 1;
        const events = request.events.map((event, index) => {
          const stored: StoredEvent = {
            ...event,
            stream,
            version: first + index,
            partition,
            position: positions[index]!,
            recordedAt,
          };
          return new LazyRecordedEvent({
            stored,
            type: this.context.registry.byName(event.type)!,
            serializer: this.context.serializer,
          });
        });
        return { stream, version, partition, position, token: tokenOf(partition, position), events };
      }
    }
  }
}
