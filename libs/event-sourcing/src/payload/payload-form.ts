import type { EventClass } from '../events/event.js';
import { transformerFor } from './class-transformer.js';

/** How the instances of one class are taken apart and put together. */
export interface PayloadForm {
  /** The instance's data, ready for inspection and JSON. */
  toPlain(event: object): object;
  /** An instance with this data; constructors of event classes are not run, unless class-transformer does. */
  toInstance(plain: object): object;
}

/** The form of a class: class-transformer's where its decorators are used, else a plain copy of the own properties. */
export function payloadFormOf(eventClass: EventClass): PayloadForm {
  const transformer = transformerFor(eventClass);
  if (transformer) {
    return {
      toPlain: (event) => transformer.instanceToPlain(event),
      toInstance: (plain) => transformer.plainToInstance(eventClass, plain),
    };
  }
  const prototype = eventClass.prototype as object;
  return { toPlain: (event) => event, toInstance: (plain) => copyInto(Object.create(prototype) as object, plain) };
}

function copyInto(instance: object, plain: object): object {
  // An own key `__proto__`, which JSON.parse makes, would change the prototype if it were assigned.
  if (!Object.hasOwn(plain, '__proto__')) return Object.assign(instance, plain);
  Object.defineProperties(instance, Object.getOwnPropertyDescriptors(plain));
  return instance;
}
