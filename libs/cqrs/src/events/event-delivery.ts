import type { Type } from '@nestjs/common';
import type { IEvent } from '@nestjs/cqrs';
import type { BusEnvironment } from '../bus-environment.js';
import { BusContext } from '../context/bus-context.js';
import { EventStreams } from './event-streams.js';
import type { Delivery, HandlerBinding } from './handler-binding.js';
import { Watch } from './watch.js';

/** What tells events apart: the id that Nest's decorator, or the application's own provider, gives their class. */
export type EventIdOf = (eventClass: Type) => string | null | undefined;

interface Bound {
  readonly id: string | null;
  readonly binding: HandlerBinding;
}

/** Finds the handlers of an event by its class, and hands it to them. */
export class EventDelivery {
  readonly streams: EventStreams;
  readonly #bound: Bound[] = [];
  readonly #byClass = new Map<unknown, readonly HandlerBinding[]>();
  readonly #watches = new WeakMap<object, Watch>();
  #seen = 0;

  constructor(
    private readonly home: BusEnvironment,
    private readonly idOf: EventIdOf,
  ) {
    this.streams = new EventStreams(home.options.eventStream);
  }

  /** Number of events that came this way. */
  get seen(): number {
    return this.#seen;
  }

  /** @param id of the events that the handler gets; `null` = of all */
  add(binding: HandlerBinding, id: string | null): void {
    this.#bound.push({ id, binding });
    this.#byClass.clear();
  }

  /** Looks on until what handles these events, from now on, has ended. */
  watch(events: readonly object[]): Watch {
    const watch = new Watch();
    for (const event of events) this.#watches.set(event, watch);
    return watch;
  }

  hasHandlers(event: IEvent): boolean {
    return this.#bindingsFor(event).length > 0;
  }

  deliver(event: IEvent): void {
    this.#seen += 1;
    const bindings = this.#bindingsFor(event);
    if (bindings.length === 0) return;
    const watch = this.#watches.get(event);
    const delivery = this.delivery(event, watch);
    for (const binding of bindings) {
      const ended = binding.handle(event, delivery);
      if (ended) watch?.add(ended);
    }
  }

  /** How an event goes to its handlers. */
  delivery(event: IEvent, watch?: Watch): Delivery {
    const outer = BusContext.current();
    return {
      stream: this.streams.of(event),
      name: event.constructor.name,
      startedAt: this.home.clock.now(),
      lineage: outer?.lineage,
      home: this.home,
      lane: outer?.lane,
      onError: watch?.failed,
    };
  }

  #bindingsFor(event: IEvent): readonly HandlerBinding[] {
    const eventClass = Object.getPrototypeOf(event)?.constructor as Type | undefined;
    const known = this.#byClass.get(eventClass);
    if (known) return known;
    const id = eventClass && this.idOf(eventClass);
    const found = this.#bound.filter((bound) => !bound.id || bound.id === id).map(({ binding }) => binding);
    this.#byClass.set(eventClass, found);
    return found;
  }
}
