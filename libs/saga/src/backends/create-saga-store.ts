import { Logger } from '@nestjs/common';
import { systemClock, type ResolvedStorage, type StorageConnections } from '@ledgerline/storage';
import type { ResolvedSagaOptions } from '../saga-module-options.js';
import { MemorySagaStore } from './memory/memory-saga-store.js';
import { MemorySagas } from './memory/memory-sagas.js';
import { MysqlSagaStore } from './mysql/mysql-saga-store.js';
import { PostgresSagaStore } from './postgres/postgres-saga-store.js';
import type { SagaStore } from './saga-store.js';

/** The engine's statements may take less than a third of the lease's term, so that a dead connection is noticed in time. */
const QUERY_SHARE = 0.3;

/** A store on a storage: what each node of an application opens once. */
export function createSagaStore(
  storage: ResolvedStorage,
  connections: StorageConnections,
  { leaseTerm }: ResolvedSagaOptions,
): SagaStore {
  switch (storage.engine) {
    case 'memory': {
      new Logger('Saga').warn('Sagas are kept in memory: they end with the process.');
      return new MemorySagaStore(
        storage.shown,
        connections.memory(storage).part('sagas', () => new MemorySagas()),
        systemClock,
      );
    }
    case 'postgres':
      return new PostgresSagaStore(storage, connections.connection(storage), leaseTerm * QUERY_SHARE);
    case 'mysql':
      return new MysqlSagaStore(storage, connections.connection(storage), leaseTerm * QUERY_SHARE);
  }
}
