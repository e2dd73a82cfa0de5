import { lockLiveTables, moveModel } from '../shadow/postgres/move-model.js';
import type { ShadowModel } from '../shadow/shadow-model.js';
import { SwapBusyError, type SwapSteps } from './swap-steps.js';

const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK_DETECTED = '40P01';

/**
 * One attempt to let the shadow's tables take the place of the live ones, in one transaction with the record of the projection: who
 * reads sees the old model or the new one.
 *
 * The tables are locked first, then the record, in the order in which a batch of the live projection comes by them.
 *
 * @param lockTimeout milliseconds that it may make readers wait behind a longer one
 * @throws SwapBusyError when somebody holds the tables for longer
 */
export async function swapOnPostgres(model: ShadowModel, steps: SwapSteps, lockTimeout: number): Promise<void> {
  try {
    await model.dataSource.transaction('READ COMMITTED', async (manager) => {
      const old = await lockLiveTables(manager, model.places.live, model.tables, lockTimeout);
      await model.focus(manager);
      await steps.catchUp(manager);
      await moveModel(manager, model.places, model.tables, old);
      await steps.complete(manager);
    });
  } catch (error) {
    throw isBusy(error) ? new SwapBusyError(model.projection, error) : error;
  }
}

function isBusy(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === LOCK_NOT_AVAILABLE || code === DEADLOCK_DETECTED;
}
