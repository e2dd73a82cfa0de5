import {
  EventRegistry,
  LedgerlineEventStore,
  resolveEventSourcingOptions,
  UpcasterChain,
  type EventBackend,
} from '@ledgerline/event-sourcing/backend';
import type { EventSourcingModuleOptions, RecordedEvent } from '@ledgerline/event-sourcing';
import { Account, Deposited, Noted, Withdrawn } from './contract-events.js';

/** An event store over a backend, with the contract's events registered. */
export function contractStore(backend: EventBackend, options: EventSourcingModuleOptions = {}): LedgerlineEventStore {
  const registry = new EventRegistry();
  registry.register([Deposited, Withdrawn, Noted]);
  return new LedgerlineEventStore(backend, resolveEventSourcingOptions(options), registry, new UpcasterChain());
}

let lastNumber = 0;

/** An id that no other spec of the run uses. */
export function freshId(): string {
  return `${Date.now().toString(36)}${(lastNumber++).toString(36)}`;
}

/** Everything that an async iterable gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The whole log, partition by partition. */
export function log(store: LedgerlineEventStore): Promise<RecordedEvent[]> {
  return all(store.readAll());
}

export { Account, Deposited, Noted, Withdrawn };
