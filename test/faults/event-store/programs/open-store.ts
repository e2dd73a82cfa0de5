import {
  createEventBackend,
  EventRegistry,
  LedgerlineEventStore,
  resolveEventSourcingOptions,
  UpcasterChain,
} from '@ledgerline/event-sourcing/backend';
import { resolveStorage, StorageConnections } from '@ledgerline/storage';
import { Part } from './fault-events.js';

/** An event store on a URL, without an application around it. */
export async function openStore(url: string) {
  const connections = new StorageConnections();
  const backend = createEventBackend(resolveStorage(url), connections);
  const registry = new EventRegistry();
  registry.register([Part]);
  const store = new LedgerlineEventStore(
    backend,
    resolveEventSourcingOptions({ leaseTerm: 1_000 }),
    registry,
    new UpcasterChain(),
  );
  await backend.start();
  return {
    store,
    backend,
    connections,
    async close() {
      await store.stopSubscriptions();
      await store.drain();
      await backend.stop();
      await connections.onApplicationShutdown();
    },
  };
}
