import { InvalidOptionException } from '@ledgerline/storage';
import type { EventClass } from '../events/event.js';
import type { RecordedEvent } from '../events/recorded-event.js';
import { MissingEventHandlerException } from '../exceptions/missing-event-handler.exception.js';
import { aggregateOptionsOf } from './aggregate.decorator.js';
import { eventHandlersOf } from './event-handler.decorator.js';

/** A class that the event store can rebuild: constructed with an id, then fed with events. */
export type AggregateClass<A extends object = object> = new (id: string) => A;

type BoundHandler = (this: object, event: object, recorded?: RecordedEvent) => unknown;

/** What the decorators of an aggregate class say, read once. */
export interface AggregateDefinition {
  readonly name: string;
  readonly snapshotEvery: number | undefined;
  readonly snapshotVersion: number;
  /** Every event class that a method handles. */
  readonly events: readonly EventClass[];
  /** Whether some handler takes the recorded event, so that loads must build it. */
  readonly takesRecorded: boolean;
  /**
   * The methods for events of this class, or of the nearest parent class that has some; empty when such events are ignored.
   *
   * @throws MissingEventHandlerException when there are none and the class does not ignore them
   */
  handlersFor(eventClass: EventClass): readonly BoundHandler[];
}

const definitions = new WeakMap<object, AggregateDefinition>();

/** The definition of an aggregate class; cached with the class, of which it is a pure function. */
export function aggregateDefinition(target: AggregateClass): AggregateDefinition {
  const known = definitions.get(target);
  if (known) return known;
  const definition = readDefinition(target);
  definitions.set(target, definition);
  return definition;
}

function readDefinition(target: AggregateClass): AggregateDefinition {
  const options = aggregateOptionsOf(target);
  const name = options.name ?? target.name.charAt(0).toLowerCase() + target.name.slice(1);
  if (name === '') throw new InvalidOptionException('@Aggregate name', 'given, since the class has none', name, 500);
  const byEvent = new Map<unknown, BoundHandler[]>();
  for (const { event, method } of eventHandlersOf(target)) {
    const handler = (target.prototype as Record<string | symbol, BoundHandler>)[method]!;
    byEvent.set(event, [...(byEvent.get(event) ?? []), handler]);
  }
  return {
    name,
    snapshotEvery: options.snapshotEvery,
    snapshotVersion: options.snapshotVersion ?? 1,
    events: [...byEvent.keys()] as EventClass[],
    takesRecorded: [...byEvent.values()].flat().some((handler) => handler.length > 1),
    handlersFor: handlerLookup(target, byEvent, options.unhandledEvents === 'ignore'),
  };
}

function handlerLookup(target: AggregateClass, byEvent: Map<unknown, BoundHandler[]>, ignoresUnhandled: boolean) {
  const found = new Map<unknown, readonly BoundHandler[]>();
  return (eventClass: EventClass): readonly BoundHandler[] => {
    const known = found.get(eventClass);
    if (known) return known;
    let current: unknown = eventClass;
    while (typeof current === 'function' && !byEvent.has(current)) current = Object.getPrototypeOf(current);
    const handlers = byEvent.get(current);
    if (!handlers && !ignoresUnhandled) throw new MissingEventHandlerException(target.name, eventClass.name);
    found.set(eventClass, handlers ?? []);
    return handlers ?? [];
  };
}
