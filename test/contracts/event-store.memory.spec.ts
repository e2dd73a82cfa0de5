import { createEventBackend } from '@ledgerline/event-sourcing/backend';
import { resolveStorage, StorageConnections } from '@ledgerline/storage';
import { eventStoreContract } from '@ledgerline/testing';

for (const url of ['memory:', 'memory:?partitions=4']) {
  eventStoreContract(url, () => {
    const connections = new StorageConnections();
    return Promise.resolve({
      open: () => Promise.resolve(createEventBackend(resolveStorage(url), connections)),
      drop: () => connections.onApplicationShutdown(),
    });
  });
}
