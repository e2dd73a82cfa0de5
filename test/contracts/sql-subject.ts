import { freshDatabase, type DatabaseKind } from '@ledgerline/local-servers/testing';
import { createEventBackend } from '@ledgerline/event-sourcing/backend';
import { resolveStorage, StorageConnections } from '@ledgerline/storage';
import type { EventBackendSubject } from '@ledgerline/testing';

/** A new database of a kind, whose every backend has a pool of its own, as nodes of an application have. */
export async function sqlSubject(kind: DatabaseKind): Promise<EventBackendSubject> {
  const database = await freshDatabase(kind);
  const nodes: StorageConnections[] = [];
  const connect = () => {
    const connections = new StorageConnections();
    nodes.push(connections);
    return connections;
  };
  const storage = resolveStorage({ url: database.url, poolSize: 16 });
  const application = connect().connection(storage);
  return {
    async open() {
      const backend = createEventBackend(storage, connect());
      await backend.start();
      await backend.ready();
      return backend;
    },
    async transaction(work) {
      return (await application.ready()).transaction(work);
    },
    async drop() {
      await Promise.all(nodes.map((connections) => connections.onApplicationShutdown()));
      await database.drop();
    },
  };
}
