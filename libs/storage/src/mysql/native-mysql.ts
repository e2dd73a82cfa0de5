import type { Connection, Pool } from 'mysql2';
import type { DataSource, EntityManager } from 'typeorm';

/** What TypeORM's driver for MySQL keeps: one pool, or a cluster of them when the application replicates. */
interface MysqlPools {
  readonly pool?: Pool;
  readonly poolCluster?: { of(pattern: string): unknown };
}

/**
 * The `mysql2` pool under an initialised `DataSource` for MySQL or MariaDB: hot paths skip TypeORM's query layer. With TypeORM's
 * `replication` it is the master's.
 */
export function nativeMysqlPool(dataSource: DataSource): Pool {
  const { pool, poolCluster } = dataSource.driver as unknown as MysqlPools;
  return pool ?? (poolCluster!.of('MASTER') as Pool);
}

/**
 * The `mysql2` connection on which a manager's transaction runs.
 *
 * @throws TypeError when the manager has no open transaction: writes through it would not be atomic with anything
 */
export async function nativeMysqlClient(manager: EntityManager): Promise<Connection> {
  const runner = manager.queryRunner;
  if (!runner?.isTransactionActive) {
    throw new TypeError('The EntityManager has no open transaction; pass the manager that dataSource.transaction(…) gives.');
  }
  return (await runner.connect()) as Connection;
}
