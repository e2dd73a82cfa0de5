import type { DataSource, EntityManager } from 'typeorm';
import { mysqlShadowTables } from '../../shadow/mysql/mysql-shadow-tables.js';
import { renameTables } from '../../shadow/mysql/sql/rename-tables.js';
import { onOneConnection } from '../../shadow/on-one-connection.js';
import type { ShadowModel } from '../../shadow/shadow-model.js';
import type { ShadowPlaces } from '../../shadow/shadow-places.js';
import { SwapBusyError, type TwoPhaseSwapSteps } from '../swap-steps.js';
import { releaseSwapLock, takeSwapLock } from './swap-lock.js';
import { isMarkerInPlace, markerOf, placeMarker } from './swap-marker.js';

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
  const { dataSource, places, projection } = model;
  await holdingSwap(dataSource, places, projection, async (manager) => {
    await placeMarker(manager, places, projection);
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
      throw new SwapBusyError(projection, error);
    }
    await manager.transaction((transaction) => steps.complete(transaction));
  });
}

/** Ends a swap in which a node died: completes it when the tables have changed places, and takes it back when they have not. */
export async function settleOnMysql(
  dataSource: DataSource,
  places: ShadowPlaces,
  projection: string,
  steps: Pick<TwoPhaseSwapSteps, 'complete' | 'withdraw'>,
): Promise<void> {
  await holdingSwap(dataSource, places, projection, async (manager) => {
    const isToCome = await isMarkerInPlace(manager, places, projection);
    await manager.transaction((transaction) => (isToCome ? steps.withdraw(transaction) : steps.complete(transaction)));
  });
}

async function holdingSwap(
  dataSource: DataSource,
  { live }: ShadowPlaces,
  projection: string,
  work: (manager: EntityManager) => Promise<void>,
): Promise<void> {
  await onOneConnection(dataSource, async (manager) => {
    await takeSwapLock(manager, live, projection);
    try {
      await work(manager);
    } finally {
      await releaseSwapLock(manager, live, projection);
    }
  });
}

async function rename(manager: EntityManager, { places, tables, projection }: ShadowModel): Promise<void> {
  const old = await mysqlShadowTables.existing(manager, places.live, tables);
  await manager.query(`SET SESSION lock_wait_timeout = ${LOCK_WAIT_SECONDS}`);
  await manager.query(renameTables(places, tables, old, markerOf(projection)));
}
