import { systemClock, type MemorySpace, type StorageConnection } from '@ledgerline/storage';
import type { WriteSide } from '../units-of-work/write-side.js';
import type { CommandRecords } from './command-records.js';
import { MemoryCommandRecords } from './memory/memory-command-records.js';
import { MysqlCommandRecords } from './mysql/mysql-command-records.js';
import { PostgresCommandRecords } from './postgres/postgres-command-records.js';

/** The records of commands on the database of the units of work. */
export function openCommandRecords({ storage, database }: WriteSide): CommandRecords {
  switch (storage.engine) {
    case 'memory':
      return new MemoryCommandRecords(database as MemorySpace, systemClock);
    case 'postgres':
      return new PostgresCommandRecords(storage, database as StorageConnection);
    case 'mysql':
      return new MysqlCommandRecords(storage, database as StorageConnection);
  }
}
