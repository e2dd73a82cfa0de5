// Storage options
export { resolveStorage, maskPassword } from './storage-url.js';
export type { ResolvedStorage, SharedDataSource, StorageEngine, StorageOption, StorageOptions } from './storage-options.js';
export { assertSqlName } from './sql-name.js';

// Connections
export { StorageModule } from './storage.module.js';
export { StorageConnections } from './connections/storage-connections.js';
export { StorageConnection } from './connections/storage-connection.js';
export type { Entity } from './connections/create-data-source.js';
export { PreparedStore } from './connections/prepared-store.js';
export { isConnectionError } from './connections/connection-error.js';
export { nativeClient, nativePool } from './postgres/native-pool.js';
export { acquireMysqlConnection } from './mysql/acquire-mysql-connection.js';
export { nativeMysqlClient, nativeMysqlPool } from './mysql/native-mysql.js';
export { runIfAllowed } from './mysql/run-if-allowed.js';
export { epochOf, fromNow, placeholders } from './mysql/sql-text.js';
export { runStatement, textOf, type RunStatement, type SqlValue, type StatementResult } from './mysql/statement.js';
export { MemorySpace } from './memory/memory-space.js';

// Nodes
export { NodeLease, type NodeLeaseListener } from './nodes/node-lease.js';
export type { NodeIdentity, NodeStore } from './nodes/node-store.js';
export { MemoryNodeStore, type MemoryNode, type MemoryNodes } from './nodes/memory/memory-node-store.js';
export { MysqlNodeStore } from './nodes/mysql/mysql-node-store.js';
export { mysqlNodeMigrations } from './nodes/mysql/create-nodes.migration.js';
export { PostgresNodeStore } from './nodes/postgres/postgres-node-store.js';
export { postgresNodeMigrations } from './nodes/postgres/create-nodes.migration.js';

// Migrations
export { migrate, migrateExclusively, migrationSql, missingMigrations, type MigrationSet } from './migrations/migrate.js';
export { prepareSchema } from './migrations/prepare-schema.js';

// Transactions
export { whenTransactionEnds, type TransactionEnd } from './transactions/transaction-end.js';

export { AmbientTransaction, type TransactionHook } from './context/ambient-transaction.js';
export { runInTransaction, type TransactionalDatabase } from './context/run-in-transaction.js';
export type { TransactionOptions, TransactionPoint } from './context/transaction-options.js';
export { untilAborted } from './context/until-aborted.js';
export { MemoryLocks } from './memory/memory-locks.js';

// Message context
export {
  currentMessageContext,
  runInMessageContext,
  runOutsideMessageContext,
  wholeWork,
  type MessageContext,
} from './context/message-context.js';
export { currentTraceparent, runWithTraceparent } from './context/trace-context.js';

// Time
export { systemClock, type Clock } from './clock/clock.js';

// Exceptions
export { LedgerlineException, type LedgerlineExceptionOptions } from './exceptions/ledgerline.exception.js';
export { SchemaMissingException } from './exceptions/schema-missing.exception.js';
export { InvalidStorageUrlException } from './exceptions/invalid-storage-url.exception.js';
export { StorageUnavailableException } from './exceptions/storage-unavailable.exception.js';
export { CommitOutcomeUnknownException } from './exceptions/commit-outcome-unknown.exception.js';
export { TransactionDeadlockException } from './exceptions/transaction-deadlock.exception.js';
export { TransactionEndedException } from './exceptions/transaction-ended.exception.js';
export { TransactionSpoiledException } from './exceptions/transaction-spoiled.exception.js';
export { InvalidOptionException } from './exceptions/invalid-option.exception.js';

// Diagnostics
export { traced } from './diagnostics/traced.js';
