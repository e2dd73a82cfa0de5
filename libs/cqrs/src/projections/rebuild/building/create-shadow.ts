import type { EntityManager } from 'typeorm';
import type { RebuildRecord } from '../record/rebuild-record.js';
import { onOneConnection } from '../shadow/on-one-connection.js';
import type { ShadowModel } from '../shadow/shadow-model.js';
import { releaseSwapLock, takeSwapLock } from '../swap/mysql/swap-lock.js';

/** Milliseconds that a node may take for one statement, before it is taken for dead. */
const PATIENCE = 30_000;

/**
 * Makes the tables of a shadow anew and empty, for the owner of its row. A node that lost the row, and wakes up, changes no table: on
 * PostgreSQL the row is locked in the transaction that makes them; elsewhere the right to do it belongs to a connection, which the next
 * owner ends.
 *
 * @returns false when the row is no longer ours
 */
export async function createShadow(model: ShadowModel, record: RebuildRecord, version: number, epoch: number): Promise<boolean> {
  const { projection, dataSource, places } = model;
  const isOurs = async (manager: EntityManager) => {
    const rows = await record.lock(manager, projection, PATIENCE);
    return rows.some((row) => row.version === version && row.role === 'shadow' && row.epoch === epoch);
  };
  if (dataSource.options.type === 'postgres') {
    return dataSource.transaction('READ COMMITTED', async (manager) => {
      if (!(await isOurs(manager))) return false;
      await model.create(manager);
      return true;
    });
  }
  return onOneConnection(dataSource, async (manager) => {
    await takeSwapLock(manager, places.live, projection);
    try {
      if (!(await manager.transaction(isOurs))) return false;
      await model.create(manager);
      return true;
    } finally {
      await releaseSwapLock(manager, places.live, projection);
    }
  });
}
