import { freshDatabase, type DatabaseKind } from '@ledgerline/local-servers/testing';
import type { LogOrdering } from '@ledgerline/event-sourcing';
import { createEventBackend } from '@ledgerline/event-sourcing/backend';
import { resolveStorage, StorageConnections } from '@ledgerline/storage';
import { streamNamespace } from '../../libs/event-sourcing/src/backends/postgres/sql/lock-namespace.js';
import type { EntityManager } from 'typeorm';
import type { EventBackendSubject } from '@ledgerline/testing';

/** Takes a stream as an append does that has not come to writing yet. */
const holdStream = {
  postgres: (manager: EntityManager, schema: string, stream: string) =>
    manager.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [streamNamespace(schema), stream]),
  mysql: (manager: EntityManager, schema: string, stream: string) =>
    manager.query(`SELECT * FROM ${schema}_streams WHERE name = ? FOR UPDATE`, [Buffer.from(stream)]),
} as const;

/** A new database of a kind, whose every backend has a pool of its own, as nodes of an application have. */
export async function sqlSubject(kind: DatabaseKind, ordering?: LogOrdering): Promise<EventBackendSubject> {
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
    hasTurns: kind === 'mysql' || ordering === 'strict',
    async open() {
      const backend = createEventBackend(storage, connect(), ordering);
      await backend.start();
      await backend.ready();
      return backend;
    },
    async transaction(work) {
      return (await application.ready()).transaction(work);
    },
    async hold(stream, work) {
      await (
        await application.ready()
      ).transaction(async (manager) => {
        await holdStream[kind](manager, storage.schema, stream);
        await work();
      });
    },
    async drop() {
      await Promise.all(nodes.map((connections) => connections.onApplicationShutdown()));
      await database.drop();
    },
  };
}
