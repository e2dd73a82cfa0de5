import 'reflect-metadata';
import { InvalidOptionException } from '@ledgerline/storage';
import type { EventClass } from './event.js';

/** How an event class is known in the log. */
export interface EventTypeOptions {
  /** Stored with each event and never changed afterwards. @default the class's name */
  readonly name?: string;
  /** Version of the payload's shape; raise it together with an upcaster. @default 1 */
  readonly version?: number;
}

const EVENT_TYPE = Symbol('ledgerline:event-type');
const LONGEST_NAME = 255;

/**
 * Names an event class in the log and gives the version of its payload's shape.
 *
 * @throws InvalidOptionException for an empty or over-long name, or a version that is not a positive integer
 */
export function EventType(options: EventTypeOptions = {}): ClassDecorator {
  const { name, version } = options;
  if (name !== undefined && (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME)) {
    throw new InvalidOptionException('@EventType name', `a text of 1 to ${LONGEST_NAME} characters`, name, 500);
  }
  if (version !== undefined && (!Number.isSafeInteger(version) || version < 1)) {
    throw new InvalidOptionException('@EventType version', 'a positive integer', version, 500);
  }
  return (target) => Reflect.defineMetadata(EVENT_TYPE, options, target);
}

/** The name and version under which a class is stored. A subclass does not inherit its parent's. */
export function eventTypeOf(eventClass: EventClass): { name: string; version: number } {
  const options = Reflect.getOwnMetadata(EVENT_TYPE, eventClass) as EventTypeOptions | undefined;
  return { name: options?.name ?? eventClass.name, version: options?.version ?? 1 };
}
