import 'reflect-metadata';
import { InvalidOptionException } from '@ledgerline/storage';
import { assignedProperty } from './assigned-property.js';

const PERSONAL = Symbol('ledgerline:personal');

/**
 * Marks a property of an event or aggregate as personal: pages and logs show that it is there, not what it is. It stands on a property, or on
 * a parameter of the constructor that becomes one.
 *
 * @throws InvalidOptionException on a parameter that becomes no property
 *
 * @example
 * ```ts
 * export class CustomerRegistered extends Event {
 *   constructor(readonly customerId: string, @Personal() readonly email: string) { super(); }
 * }
 * ```
 */
export function Personal(): (target: object, property: string | symbol | undefined, parameter?: unknown) => void {
  return (target, property, parameter) => {
    if (property !== undefined && typeof parameter !== 'number') return add(target.constructor, String(property));
    const name = typeof parameter === 'number' && property === undefined ? assignedProperty(target, parameter) : undefined;
    if (name === undefined) {
      const place = `@Personal() in ${(target as { name?: string }).name ?? target.constructor.name}`;
      throw new InvalidOptionException(
        place,
        'on a property, or on a parameter `readonly name` of the constructor',
        property,
        500,
      );
    }
    add(target, name);
  };
}

/** Names of the properties of a class that are personal, its parents' among them. */
export function personalPropertiesOf(target: object): ReadonlySet<string> {
  return (Reflect.getMetadata(PERSONAL, target) as ReadonlySet<string> | undefined) ?? NONE;
}

const NONE: ReadonlySet<string> = new Set();

function add(target: object, property: string): void {
  Reflect.defineMetadata(PERSONAL, new Set([...personalPropertiesOf(target), property]), target);
}
