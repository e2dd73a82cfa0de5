import type { DataSource } from 'typeorm';
import { nativeMysqlPool } from '../../mysql/native-mysql.js';
import { nativePool } from '../../postgres/native-pool.js';
import type { StorageEngine } from '../../storage-options.js';
import type { Lines } from './line.js';
import { MysqlLines, type ConnectionClass } from './mysql-lines.js';
import { PostgresLines } from './postgres-lines.js';

/** What TypeORM's driver for MySQL keeps of `mysql2`. */
interface MysqlDriver {
  readonly mysql: { readonly Connection: ConnectionClass };
}

/** The lines of an initialised `DataSource`; nothing for a pool that tells nobody of its connections, such as one of a cluster. */
export function linesOf(dataSource: DataSource, engine: StorageEngine): Lines | undefined {
  if (engine === 'postgres') return new PostgresLines(nativePool(dataSource));
  const pool = nativeMysqlPool(dataSource);
  if (typeof pool?.on !== 'function') return undefined;
  return new MysqlLines(pool, (dataSource.driver as unknown as MysqlDriver).mysql.Connection);
}
