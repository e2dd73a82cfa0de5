import type { RecordedEvent } from '@ledgerline/event-sourcing';
import type { EntityManager } from 'typeorm';
import { NoDatabaseException } from '../../exceptions/no-database.exception.js';

/** What a handler of a projection gets beside the event. */
export interface ProjectionContext<E extends object = object> {
  /**
   * The transaction of the read database in which this event is handled; what is written through it happens exactly once.
   *
   * @throws NoDatabaseException when the read side is kept in memory; see {@link isMemory}
   */
  readonly manager: EntityManager;
  /** The event as the log holds it: id, stream, position, time, metadata. */
  readonly recorded: RecordedEvent<E>;
  /** Name of the projection. */
  readonly projection: string;
  /** Whether the event is handled again, for a new model: side effects on the world outside had better be left out. */
  readonly rebuilding: boolean;
  /** Aborted when this node stops, or has lost the right to run the projection. */
  readonly signal: AbortSignal;
  /** Whether there is no read database: the projection keeps its model itself, in this process, and gets all events at each start. */
  readonly isMemory: boolean;
}

/** One event's context. @internal */
export class EventContext implements ProjectionContext {
  readonly #manager: EntityManager | undefined;

  constructor(
    readonly recorded: RecordedEvent,
    readonly projection: string,
    manager: EntityManager | undefined,
    readonly rebuilding: boolean,
    readonly signal: AbortSignal,
  ) {
    this.#manager = manager;
  }

  get manager(): EntityManager {
    if (!this.#manager) throw new NoDatabaseException('read', `The projection ${this.projection}`);
    return this.#manager;
  }

  get isMemory(): boolean {
    return this.#manager === undefined;
  }
}
