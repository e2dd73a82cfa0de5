import type { EventClass } from '../events/event.js';
import { eventTypeOf } from '../events/event-type.decorator.js';
import type { EventRegistry } from '../events/event-registry.js';
import type { UpcasterChain } from '../upcasting/upcaster-chain.js';

/** Which events to read for some classes, and which of those to keep. */
export interface TypeFilter {
  /** Names of the classes: what is wanted, after the upcasters. */
  readonly names: ReadonlySet<string>;
  /** Names under which such events may be stored: upcasters may make them of any type that they take. */
  readonly stored: readonly string[];
  /** Whether what is stored under these names is what is wanted, since no upcaster changes types. */
  readonly isExact: boolean;
}

/** The filter for events of these classes. */
export function typeFilter(types: readonly EventClass[], registry: EventRegistry, upcasters: UpcasterChain): TypeFilter {
  const names = new Set(types.map((type) => registry.byClass(type)?.name ?? eventTypeOf(type).name));
  const taken = upcasters.taken();
  return { names, stored: [...new Set([...names, ...taken])], isExact: taken.length === 0 };
}
