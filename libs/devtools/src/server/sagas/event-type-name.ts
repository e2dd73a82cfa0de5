import type { EventClass } from '@ledgerline/event-sourcing';
import type { EventsPart } from '../application/suite.js';

/** The name under which a class's events are stored. */
export function eventTypeName(event: EventClass, events: EventsPart | undefined): string {
  return events?.registry.byClass(event)?.name ?? event.name;
}
