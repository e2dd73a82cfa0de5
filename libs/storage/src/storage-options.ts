import type { DataSource } from 'typeorm';

/** The long form of a storage option. */
export interface StorageOptions {
  /** A storage URL: `memory:`, `postgres://…`, `mysql://…` and their aliases. */
  readonly url: string;
  /** Schema on PostgreSQL, table prefix on MySQL/MariaDB; a lower-case SQL name. @default 'ledgerline' */
  readonly schema?: string;
  /** Most connections that the pool opens. @default 10 */
  readonly poolSize?: number;
  /** `auto` brings the schema up to date at start-up; `manual` expects it to be there. @default 'auto' */
  readonly migrate?: 'auto' | 'manual';
  /** Named prepared statements on hot paths; `false` for old transaction poolers. @default true */
  readonly preparedStatements?: boolean;
}

/** The application's own TypeORM `DataSource`: its pool and its transactions are shared. */
export interface SharedDataSource extends Omit<StorageOptions, 'url' | 'poolSize'> {
  readonly dataSource: DataSource;
}

/** Everything that a module's `storage` option may be. */
export type StorageOption = string | StorageOptions | SharedDataSource;

/** The databases that a storage URL can name. */
export type StorageEngine = 'memory' | 'postgres' | 'mysql';

/** A storage option, parsed and validated, with every default filled in. */
export interface ResolvedStorage {
  readonly engine: StorageEngine;
  /** Two options with one key share one connection pool (or one memory space). */
  readonly key: string;
  /** The option as it may be shown in logs, errors and pages: password masked. */
  readonly shown: string;
  /** The URL with its password; absent for a shared `DataSource`. Never log it. */
  readonly url?: URL;
  readonly dataSource?: DataSource;
  readonly schema: string;
  readonly poolSize: number;
  readonly migrate: 'auto' | 'manual';
  readonly preparedStatements: boolean;
  /** Number of partitions of a log; only the memory engine has more than one. */
  readonly partitions: number;
  /** Name of a memory space that the modules of this process share; empty for a private one. */
  readonly memoryName: string;
}
