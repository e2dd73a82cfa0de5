import type { EntityManager } from 'typeorm';
import { mysqlShadowTables } from '../../shadow/mysql/mysql-shadow-tables.js';
import { renameTables } from '../../shadow/mysql/sql/rename-tables.js';
import { onOneConnection, type ShadowModel } from '../../shadow/shadow-model.js';
import { SwapBusyError, type TwoPhaseSwapSteps } from '../swap-steps.js';
import { releaseSwapLock, takeSwapLock } from './swap-lock.js';

const BUSY = new Set(['ER_LOCK_WAIT_TIMEOUT', 'ER_LOCK_DEADLOCK']);
/** The server counts in whole seconds. */
const LOCK_WAIT_SECONDS = 1;

/**
 * One attempt to let the shadow's tables take the place of the live ones: the intention is recorded, then one statement renames them
 * all, then its completion is recorded. A node that dies in between leaves an intention that the next owner settles.
 *
 * @throws SwapBusyError when somebody holds the tables for longer than a second
 */
export async function swapOnMysql(model: ShadowModel, steps: TwoPhaseSwapSteps): Promise<void> {
  await holdingSwap(model, async (manager) => {
    await manager.transaction(async (transaction) => {
      await steps.catchUp(transaction);
      await steps.intend(transaction);
    });
    try {
      await rename(manager, model);
    } catch (error) {
      // Without a connection nobody knows what happened: the next owner looks.
      if (!BUSY.has(String((error as { code?: unknown }).code))) throw error;
      await manager.transaction((transaction) => steps.withdraw(transaction));
      throw new SwapBusyError(model.projection, error);
    }
    await manager.transaction((transaction) => steps.complete(transaction));
  });
}

/** Ends a swap in which a node died: completes it when the tables have changed places, and takes it back when they have not. */
export async function settleOnMysql(model: ShadowModel, steps: Pick<TwoPhaseSwapSteps, 'complete' | 'withdraw'>): Promise<void> {
  await holdingSwap(model, async (manager) => {
    const left = await mysqlShadowTables.existing(manager, model.places.shadow, model.tables);
    await manager.transaction((transaction) => (left.length === 0 ? steps.complete(transaction) : steps.withdraw(transaction)));
  });
}

async function holdingSwap(model: ShadowModel, work: (manager: EntityManager) => Promise<void>): Promise<void> {
  await onOneConnection(model.dataSource, async (manager) => {
    await takeSwapLock(manager, model.places.live, model.projection);
    try {
      await work(manager);
    } finally {
      await releaseSwapLock(manager, model.places.live, model.projection);
    }
  });
}

async function rename(manager: EntityManager, { places, tables }: ShadowModel): Promise<void> {
  const old = await mysqlShadowTables.existing(manager, places.live, tables);
  await manager.query(`SET SESSION lock_wait_timeout = ${LOCK_WAIT_SECONDS}`);
  await manager.query(renameTables(places, tables, old));
}
