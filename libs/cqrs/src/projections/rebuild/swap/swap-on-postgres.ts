import type { EntityManager } from 'typeorm';
import { lockLiveTables, moveModel } from '../shadow/postgres/move-model.js';
import type { ShadowModel } from '../shadow/shadow-model.js';
import { SwapBusyError, type SwapSteps } from './swap-steps.js';

const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK_DETECTED = '40P01';

/** Milliseconds to wait for a batch of the live projection to end; nobody else waits for its row meanwhile. */
const BATCH_PATIENCE = 5_000;

/**
 * One attempt to let the shadow's tables take the place of the live ones, in one transaction with the record of the projection: who
 * reads sees the old model or the new one.
 *
 * The record is locked first, then the tables, in the order in which a batch of the live projection comes by them; so readers wait
 * for the change of places alone, not for what has to be caught up with.
 *
 * @param lockTimeout milliseconds that it may make readers wait behind a longer one
 * @throws SwapBusyError when somebody holds the tables for longer
 */
export async function swapOnPostgres(model: ShadowModel, steps: SwapSteps, lockTimeout: number): Promise<void> {
  try {
    await model.dataSource.transaction('READ COMMITTED', async (manager) => {
      await setLockTimeout(manager, BATCH_PATIENCE);
      await model.focus(manager);
      await manager.query('SET LOCAL synchronous_commit TO DEFAULT');
      await steps.catchUp(manager);
      await setLockTimeout(manager, lockTimeout);
      const old = await lockLiveTables(manager, model.places.live, model.tables);
      await moveModel(manager, model.places, model.tables, old);
      await steps.complete(manager);
    });
  } catch (error) {
    throw isBusy(error) ? new SwapBusyError(model.projection, error) : error;
  }
}

async function setLockTimeout(manager: EntityManager, milliseconds: number): Promise<void> {
  await manager.query(`SELECT set_config('lock_timeout', $1, true)`, [`${milliseconds}ms`]);
}

function isBusy(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === LOCK_NOT_AVAILABLE || code === DEADLOCK_DETECTED;
}
