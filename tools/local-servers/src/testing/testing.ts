// The entry `@ledgerline/local-servers/testing`.
export { availableDatabases, isAvailable } from './database-kind.js';
export type { DatabaseKind } from './database-kind.js';
export { freshDatabase } from './fresh-database.js';
export type { FreshDatabase } from './fresh-database.js';
export { startOwnPostgres } from './own-postgres.js';
export { startReplicaOf } from './replica.js';
export type { PostgresStandby } from '../postgres/standby/postgres-standby.js';
export { eventually } from '../waiting/eventually.js';
export type { EventuallyOptions } from '../waiting/eventually.js';
export { FaultProxy } from './fault-proxy/fault-proxy.js';
export type { LostPart, MessagePattern } from './fault-proxy/cut-trap.js';
