import type { EntityManager } from 'typeorm';

/**
 * What goes along when new tables take the place of old ones: the record of the projection. A manager is one transaction of the
 * shadow's `DataSource`.
 */
export interface SwapSteps {
  /**
   * Locks the projection's record, and handles in the shadow what the live model has and the shadow lacks.
   *
   * @throws whatever makes a swap impossible now; nothing has changed then
   */
  catchUp(manager: EntityManager): Promise<void>;
  /** Records that the new tables are the live ones now, as far as they have got. */
  complete(manager: EntityManager): Promise<void>;
}

/** The same where the tables cannot change places within a transaction, so that a node may die in between. */
export interface TwoPhaseSwapSteps extends SwapSteps {
  /** Records that the tables are about to change places: from here on nobody writes to either model. */
  intend(manager: EntityManager): Promise<void>;
  /** Takes {@link intend} back: the tables have not changed places. */
  withdraw(manager: EntityManager): Promise<void>;
}

/** A swap could not have its locks in time: nothing has changed, and it may be tried again. */
export class SwapBusyError extends Error {
  constructor(projection: string, cause: unknown) {
    super(`The tables of the projection ${projection} are in use.`, { cause });
  }
}

/** The shadow is not where a swap could be made: it goes on catching up. */
export class SwapBehindError extends Error {
  constructor(projection: string, reason: string, cause?: unknown) {
    super(`The projection ${projection} cannot be swapped yet: ${reason}.`, { cause });
  }
}
