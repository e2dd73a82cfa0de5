import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { ClientBase } from 'pg';

/** The `pg` pool under an initialised PostgreSQL `DataSource`: hot paths skip TypeORM's query layer. */
export function nativePool(dataSource: DataSource): Pool {
  return (dataSource.driver as unknown as { master: Pool }).master;
}

/**
 * The `pg` client on which a manager's transaction runs.
 *
 * @throws TypeError when the manager has no open transaction: writes through it would not be atomic with anything
 */
export async function nativeClient(manager: EntityManager): Promise<ClientBase> {
  const runner = manager.queryRunner;
  if (!runner?.isTransactionActive) {
    throw new TypeError('The EntityManager has no open transaction; pass the manager that dataSource.transaction(…) gives.');
  }
  return (await runner.connect()) as ClientBase;
}
