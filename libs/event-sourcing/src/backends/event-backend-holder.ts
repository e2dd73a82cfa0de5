import { MemoryLocks, systemClock, type ResolvedStorage, type StorageConnections } from '@ledgerline/storage';
import type { LogOrdering } from '../event-sourcing-options.js';
import type { EventBackend } from './event-backend.js';
import { MemoryEventBackend } from './memory/memory.backend.js';
import { MemoryLog } from './memory/memory-log.js';
import { MysqlEventBackend } from './mysql/mysql.backend.js';
import { PostgresEventBackend } from './postgres/postgres.backend.js';

/** The backend of one application, chosen by the storage's engine. @internal */
export class EventBackendHolder {
  constructor(readonly backend: EventBackend) {}

  static open(storage: ResolvedStorage, connections: StorageConnections, ordering?: LogOrdering): EventBackendHolder {
    return new EventBackendHolder(createEventBackend(storage, connections, ordering));
  }
}

/** A backend on a storage: what each node of an application opens once. */
export function createEventBackend(
  storage: ResolvedStorage,
  connections: StorageConnections,
  ordering?: LogOrdering,
): EventBackend {
  switch (storage.engine) {
    case 'memory': {
      const space = connections.memory(storage);
      const log = space.part('events', () => new MemoryLog(storage.partitions));
      return new MemoryEventBackend(storage.shown, log, systemClock, space, MemoryLocks.of(space));
    }
    case 'postgres':
      return new PostgresEventBackend(storage, connections.connection(storage), ordering);
    case 'mysql':
      return new MysqlEventBackend(storage, connections.connection(storage));
  }
}
