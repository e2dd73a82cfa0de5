import { Logger } from '@nestjs/common';
import type { RunningProjection } from '../../running/running-projection.js';
import { onOneConnection } from '../shadow/on-one-connection.js';
import type { ShadowModel } from '../shadow/shadow-model.js';
import { databaseTime, olderSnapshots } from '../swap/snapshots/older-snapshots.js';
import { attemptSwap, type SwapAttemptOptions } from '../swap/swap-attempt.js';
import { SwapBehindError, SwapBusyError } from '../swap/swap-steps.js';
import { SwapSchedule } from './swap-schedule.js';
import type { RebuildServices } from './build-options.js';

/** Positions to the log's head from which on a swap is attempted. */
const REACH = 500;
/** Attempts in vain after which the log says what is waited for. */
const PATIENT_ATTEMPTS = 3;

/** Makes a rebuild that has caught up the live model, as soon as those let it who read that. */
export class Swapper {
  readonly #logger = new Logger('Projection');
  readonly #schedule: SwapSchedule;
  /** The database's time when the new model was whole for the first time. */
  #wholeSince: string | undefined;
  #isArchiveFree = false;
  #vain = 0;

  constructor(
    private readonly model: ShadowModel,
    private readonly running: Pick<RunningProjection, 'statuses'>,
    private readonly options: SwapAttemptOptions & Pick<RebuildServices, 'clock'>,
  ) {
    this.#schedule = new SwapSchedule(options.clock);
  }

  /** Milliseconds until the next {@link attempt}. */
  get pause(): number {
    return this.#schedule.pause;
  }

  /** Swaps if that is possible now; returns whether it was. */
  async attempt(): Promise<boolean> {
    if (!this.#isWithinReach()) return false;
    try {
      if (!(await this.#isUnobserved())) return false;
      await this.#freeArchive();
      await attemptSwap(this.model, this.options);
      return true;
    } catch (error) {
      if (error instanceof SwapBehindError) this.#schedule.early();
      else if (error instanceof SwapBusyError) this.#wait(error.message);
      else throw error;
      return false;
    }
  }

  #isWithinReach(): boolean {
    const [status] = this.running.statuses();
    const isOurs = status !== undefined && status.isOwner && status.state !== 'faulted';
    if (!isOurs) this.#wholeSince = undefined;
    this.#schedule.early();
    return isOurs && status.head - status.position <= REACH;
  }

  /** Whether nobody has the data before them as they were when the new model was not yet whole. */
  async #isUnobserved(): Promise<boolean> {
    const { dataSource } = this.model;
    this.#wholeSince ??= await databaseTime(dataSource);
    const [oldest] = await olderSnapshots(dataSource, this.#wholeSince);
    if (!oldest) return true;
    this.#wait(`The session ${oldest.pid} has had a transaction open for ${Math.round(oldest.seconds)} s.`);
    return false;
  }

  /** The archive keeps one model; views and keys that were made meanwhile are found before anything is locked. */
  async #freeArchive(): Promise<void> {
    await onOneConnection(this.model.dataSource, (manager) => this.model.assertNoObstacles(manager));
    if (!this.#isArchiveFree) await this.model.dropArchive();
    this.#isArchiveFree = true;
  }

  #wait(reason: string): void {
    this.#schedule.busy();
    if (++this.#vain % PATIENT_ATTEMPTS !== 0) return;
    this.#logger.warn(
      `The rebuild of ${this.model.projection} is ready and waits to take the place of the live model. ${reason}`,
    );
  }
}
