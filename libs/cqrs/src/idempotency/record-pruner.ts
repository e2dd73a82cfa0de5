import { Logger } from '@nestjs/common';
import type { Clock } from '@ledgerline/storage';
import type { CommandRecords } from './command-records.js';

const BATCH = 500;
/** Between two looks for records that have expired, in milliseconds; a full batch is followed by the next with the next command. */
const INTERVAL = 60_000;

/** Removes records that have expired: a small batch now and then, behind a command, in the background. An idle process does nothing. */
export class RecordPruner {
  readonly #logger = new Logger('CqrsModule');
  #notBefore = -Infinity;
  #underWay?: Promise<void>;

  constructor(
    private readonly records: CommandRecords,
    private readonly clock: Clock,
  ) {}

  /** A command was recorded: it may be time. */
  look(): void {
    const now = this.clock.monotonic();
    if (this.#underWay || now < this.#notBefore) return;
    this.#notBefore = now + INTERVAL;
    this.#underWay = this.#prune().finally(() => (this.#underWay = undefined));
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#underWay;
  }

  async #prune(): Promise<void> {
    try {
      if ((await this.records.prune(BATCH)) === BATCH) this.#notBefore = -Infinity;
    } catch (error) {
      this.#logger.debug(`Expired records of idempotent commands stay for now: ${(error as Error).message}`);
    }
  }
}
