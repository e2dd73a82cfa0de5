import type { EventClass } from '../events/event.js';
import type { RecordedEvent } from '../events/recorded-event.js';
import { aggregateDefinition, type AggregateClass } from './aggregate-definition.js';

/** What the event store does to an aggregate and nobody else may. @internal */
interface AggregateInternals {
  /** Runs the handlers for an event of the past. */
  replay(aggregate: AggregateRoot, event: object, recorded: RecordedEvent | undefined): void;
  /** Says at which version the aggregate stands after a load. */
  setVersion(aggregate: AggregateRoot, version: number): void;
  /** Takes the first `count` events off the queue: they are committed, and the aggregate stands at `version`. */
  markCommitted(aggregate: AggregateRoot, count: number, version: number): void;
}

let internals: AggregateInternals;

/**
 * Base of aggregates: state that follows from events alone.
 *
 * A command method checks its rules and calls {@link apply}; the event's handler changes the state, now and at every replay.
 * Rebuilt aggregates are constructed with their id, so the constructor takes nothing else.
 */
export abstract class AggregateRoot {
  readonly id: string;
  #version = 0;
  #uncommitted: object[] = [];

  static {
    internals = {
      replay: (aggregate, event, recorded) => aggregate.#handle(event, recorded),
      setVersion: (aggregate, version) => (aggregate.#version = version),
      markCommitted: (aggregate, count, version) => {
        aggregate.#uncommitted = aggregate.#uncommitted.slice(count);
        aggregate.#version = version;
      },
    };
  }

  constructor(id: string) {
    this.id = id;
  }

  /** Number of committed events; 0 = new. */
  get version(): number {
    return this.#version;
  }

  /** Events that were applied and not saved yet. */
  get uncommittedEvents(): readonly object[] {
    return this.#uncommitted;
  }

  /**
   * Changes the state by an event's handler and queues the event for the next save.
   *
   * @throws MissingEventHandlerException when no method handles it; nothing is queued then, nor when a handler throws
   */
  apply(event: object): void {
    this.#handle(event, undefined);
    this.#uncommitted.push(event);
  }

  /** The state that a snapshot keeps: the own enumerable properties but the id. Override it for Maps, Dates and value objects. */
  toSnapshot(): unknown {
    const { id: _id, ...state } = this as { id: string };
    return state;
  }

  /** Puts back what {@link toSnapshot} gave, after a round trip through JSON. */
  restoreSnapshot(state: unknown): void {
    for (const [key, value] of Object.entries(state as object)) {
      Object.defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true });
    }
  }

  #handle(event: object, recorded: RecordedEvent | undefined): void {
    const definition = aggregateDefinition(this.constructor as AggregateClass);
    for (const handler of definition.handlersFor(event.constructor as EventClass)) handler.call(this, event, recorded);
  }
}

export { internals as aggregateInternals };
