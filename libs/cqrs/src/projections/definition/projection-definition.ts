import type { Type } from '@nestjs/common';
import { eventHandlersOf, type EventClass } from '@ledgerline/event-sourcing';
import type { EntityManager } from 'typeorm';
import { ProjectionDefinitionException } from '../../exceptions/projection-definition.exception.js';
import type { ProjectionContext } from './projection-context.js';
import { projectionOptionsOf, type ResolvedProjectionOptions } from './projection.decorator.js';

type BoundHandler = (event: object, context: ProjectionContext) => unknown;

/** A projection without entities of its own says here how its model is emptied, for a rebuild in place. */
export interface ResettableProjection {
  reset(manager: EntityManager): Promise<void> | void;
}

/** A projection of this application: what its decorators say, and its instance. */
export class ProjectionDefinition implements ResolvedProjectionOptions {
  readonly name: string;
  readonly version: number;
  readonly entities: ResolvedProjectionOptions['entities'];
  readonly retry: ResolvedProjectionOptions['retry'];
  /** Every event class that a method handles. */
  readonly events: readonly EventClass[];
  readonly #handlers = new Map<unknown, readonly BoundHandler[]>();

  /** @throws ProjectionDefinitionException when no method handles an event */
  constructor(
    readonly target: Type,
    readonly instance: object,
  ) {
    const { name, version, entities, retry } = projectionOptionsOf(target)!;
    this.name = name;
    this.version = version;
    this.entities = entities;
    this.retry = retry;
    for (const { event, method } of eventHandlersOf(target)) {
      const handler = (instance as Record<string | symbol, BoundHandler>)[method]!.bind(instance);
      this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler]);
    }
    this.events = [...this.#handlers.keys()] as EventClass[];
    if (this.events.length === 0) {
      throw new ProjectionDefinitionException(name, `${target.name} has no method with @EventHandler, so it would do nothing`);
    }
  }

  /** How the model is emptied for a rebuild in place, if the class says so. */
  get reset(): ((manager: EntityManager) => Promise<void>) | undefined {
    const { reset } = this.instance as Partial<ResettableProjection>;
    return typeof reset === 'function' ? async (manager) => reset.call(this.instance, manager) : undefined;
  }

  /** The methods for events of this class, or of the nearest parent class that has some; none = the event is left out. */
  handlersFor(eventClass: unknown): readonly BoundHandler[] {
    const known = this.#handlers.get(eventClass);
    if (known) return known;
    let current = eventClass;
    while (typeof current === 'function' && !this.#handlers.has(current)) current = Object.getPrototypeOf(current);
    const handlers = this.#handlers.get(current) ?? [];
    this.#handlers.set(eventClass, handlers);
    return handlers;
  }

  /** Hands one event to its methods, one after the other. */
  async handle(event: object, context: ProjectionContext): Promise<void> {
    for (const handler of this.handlersFor(event.constructor)) await handler(event, context);
  }
}
