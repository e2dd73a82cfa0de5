import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import {
  ReplayDisabledException,
  type EventRegistry,
  type EventStore,
  type RecordedEvent,
  type Subscription,
} from '@ledgerline/event-sourcing';
import { LedgerlineException, type Clock } from '@ledgerline/storage';
import type { NewSaga, SagaRow } from '../backends/saga-row.js';
import type { SagaStore } from '../backends/saga-store.js';
import type { SagaDefinition } from '../definition/saga-definition.js';
import type { SagaRegistry } from '../definition/saga-registry.js';
import type { StartBinding } from '../definition/start-saga.decorator.js';
import type { SagaEngine } from '../engine/saga-engine.js';
import { InvalidSagaDataException } from '../exceptions/invalid-saga-data.exception.js';
import { EVENT_START_FAILED, type EventPlace } from './event-place.js';
import { sagaErrorOf, storable } from '../results/saga-error.js';
import type { SagaStarter } from '../operations/saga-starter.js';

/** What starting from events works with. */
export interface EventStartsParts {
  readonly events: EventStore;
  readonly eventRegistry: EventRegistry;
  readonly registry: SagaRegistry;
  readonly store: SagaStore;
  readonly engine: SagaEngine;
  readonly starter: SagaStarter;
  readonly clock: Clock;
}

const RETRY_DELAY = 500;

/**
 * Starts sagas from committed events: one durable subscription for each saga that wants it, run by one node at a time. The id of a saga
 * follows from that of its event, so that an event that is delivered again starts nothing more.
 */
export class EventStarts {
  readonly #logger = new Logger('Saga');
  readonly #subscriptions: Subscription[] = [];
  #isStopped = false;

  constructor(private readonly parts: EventStartsParts) {}

  /** Makes the events known that sagas start from; before the event store begins to read. */
  registerEvents(): void {
    for (const { starts } of this.#wanting()) this.parts.eventRegistry.register(starts.map(({ event }) => event));
  }

  /** Subscribes. A saga that is new to the log begins with what is appended from now on. */
  async start(): Promise<void> {
    for (const definition of this.#wanting()) {
      const from = await this.#end();
      if (from === undefined || this.#isStopped) return;
      const subscription = this.parts.events.subscribe(
        { name: `saga ${definition.name}`, from, types: definition.starts.map(({ event }) => event) },
        (events) => this.#startFrom(definition, events),
      );
      this.#subscriptions.push(subscription);
    }
  }

  /** The context of a saga whose event could not start it, mapped again. */
  async contextOf(row: SagaRow): Promise<object> {
    const { stream, version } = JSON.parse(row.context) as EventPlace;
    const definition = this.parts.registry.byName(row.name);
    for await (const recorded of this.parts.events.readStream(stream, { from: version, to: version })) {
      const bindings = definition?.starts ?? [];
      const binding = bindings.find(
        (each, index) => each.event === recorded.event.constructor && idFor(row.name, recorded, index) === row.id,
      );
      const context = await binding?.mapping(recorded.event, recorded);
      if (context) return context;
    }
    throw new InvalidSagaDataException(`the event of the saga ${row.id} (${stream}, version ${version}) gives no context`);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#subscriptions.map((subscription) => subscription.stop()));
  }

  #wanting(): SagaDefinition[] {
    return this.parts.registry.all().filter(({ starts }) => starts.length > 0);
  }

  /** The end of the log as it is now: read once, so that nothing is missed while the subscription takes hold. */
  async #end(): Promise<string | undefined> {
    for (;;) {
      try {
        for await (const { token } of this.parts.events.readAll({ direction: 'backwards', limit: 1 })) return token;
        return 'start';
      } catch (error) {
        if (error instanceof ReplayDisabledException || this.#isStopped) return undefined;
        if (!(error instanceof LedgerlineException) || error.getStatus() !== 503) throw error;
        await this.#pause();
      }
    }
  }

  async #startFrom(definition: SagaDefinition, events: readonly RecordedEvent[]): Promise<void> {
    const sagas: NewSaga[] = [];
    for (const recorded of events) {
      for (const [index, binding] of definition.starts.entries()) {
        if (recorded.event.constructor !== binding.event) continue;
        const saga = await this.#sagaFrom(definition, recorded, binding, index);
        if (saga) sagas.push(saga);
      }
    }
    if (sagas.length === 0) return;
    await this.#insert(sagas);
    this.parts.engine.claimer.expect(0);
  }

  async #sagaFrom(
    definition: SagaDefinition,
    recorded: RecordedEvent,
    binding: StartBinding,
    index: number,
  ): Promise<NewSaga | undefined> {
    const id = idFor(definition.name, recorded, index);
    try {
      const context = await binding.mapping(recorded.event, recorded);
      if (context === undefined || context === null) return undefined;
      const run = runOf(id);
      const { correlationId, traceparent } = recorded.metadata;
      return this.parts.starter.prepare(definition, context, {
        id,
        run,
        correlationId,
        causationId: recorded.id,
        traceparent: textOf(traceparent),
      });
    } catch (error) {
      return this.#setAside(definition, id, recorded, error as Error);
    }
  }

  /** One event that cannot start its saga must not hold up the others: it is logged, and found among the sagas as a stopped one. */
  #setAside(
    definition: SagaDefinition,
    id: string,
    { id: causationId, type, stream, version }: RecordedEvent,
    error: Error,
  ): NewSaga {
    const reason = storable(`The event ${type} (${stream}, version ${version}) could not start the saga: ${error.message}`);
    this.#logger.error(`Saga "${definition.name}": ${reason}`, error.stack);
    const place: EventPlace = { stream, version };
    const stopped = { reason, error: { ...sagaErrorOf(error), code: EVENT_START_FAILED } };
    return this.parts.starter.prepareStopped(definition, place, { id, run: runOf(id), causationId }, stopped);
  }

  async #insert(sagas: readonly NewSaga[]): Promise<void> {
    for (;;) {
      try {
        if (!this.parts.store.isReady) await this.parts.store.ready();
        return await this.parts.store.insert(sagas);
      } catch (error) {
        // The subscription waits, rather than taking the events for poison.
        if (!this.parts.store.isUnavailable(error) || this.#isStopped) throw error;
        await this.#pause();
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.parts.clock.setTimer(resolve, RETRY_DELAY));
  }
}

/** The id of the saga that a binding starts from an event. */
function idFor(saga: string, { id }: RecordedEvent, binding: number): string {
  return `${saga}:${id}${binding === 0 ? '' : `:${binding + 1}`}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function runOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 12);
}
