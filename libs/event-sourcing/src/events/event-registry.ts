import { Injectable } from '@nestjs/common';
import { InvalidOptionException } from '@ledgerline/storage';
import { payloadFormOf, type PayloadForm } from '../payload/payload-form.js';
import { eventTypeOf } from './event-type.decorator.js';
import type { EventClass } from './event.js';

/** An event class as the log knows it. */
export interface EventType {
  readonly name: string;
  readonly version: number;
  readonly eventClass: EventClass;
  /** How instances become JSON and come back, decided once. */
  readonly form: PayloadForm;
}

/** The event classes of one application, by name and by class. */
@Injectable()
export class EventRegistry {
  readonly #byName = new Map<string, EventType>();
  readonly #byClass = new Map<unknown, EventType>();

  /**
   * Registers classes; one that is known already is left as it is.
   *
   * @throws InvalidOptionException when two classes claim one name
   */
  register(eventClasses: Iterable<EventClass>): void {
    for (const eventClass of eventClasses) {
      if (this.#byClass.has(eventClass)) continue;
      const { name, version } = eventTypeOf(eventClass);
      const taken = this.#byName.get(name);
      if (taken) {
        const rule = `unique: the classes ${taken.eventClass.name} and ${eventClass.name} both claim it. Give one of them another name`;
        throw new InvalidOptionException(`@EventType name of ${eventClass.name}`, rule, name, 500);
      }
      const type = { name, version, eventClass, form: payloadFormOf(eventClass) };
      this.#byName.set(name, type);
      this.#byClass.set(eventClass, type);
    }
  }

  byName(name: string): EventType | undefined {
    return this.#byName.get(name);
  }

  byClass(eventClass: unknown): EventType | undefined {
    return this.#byClass.get(eventClass);
  }

  /** Every registered type, in the order of registration. */
  all(): readonly EventType[] {
    return [...this.#byName.values()];
  }
}
