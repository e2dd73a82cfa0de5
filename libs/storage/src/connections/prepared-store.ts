import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { systemClock, type Clock } from '../clock/clock.js';
import { LedgerlineException } from '../exceptions/ledgerline.exception.js';
import { StorageUnavailableException } from '../exceptions/storage-unavailable.exception.js';
import type { StorageConnection } from './storage-connection.js';

const FIRST_RETRY_DELAY = 250;
const LONGEST_RETRY_DELAY = 5_000;

/**
 * A store's view of its database: connected, and with its schema in place.
 *
 * {@link start} makes a first attempt and never fails because the database is away: it warns, and goes on trying in the background.
 * Meanwhile {@link ready} makes an attempt of its own for each call, so that a caller gets the true reason.
 */
export class PreparedStore {
  readonly #logger = new Logger('Ledgerline');
  #isReady = false;
  #isStopped = false;
  #isMissed = false;
  #preparing?: Promise<void>;
  #cancelRetry?: () => void;

  /**
   * @param label what the database is used for, as logs name it: `event store`, `saga store`
   * @param prepare brings the schema up to date; run once for each process, concurrent nodes must be expected
   */
  constructor(
    readonly label: string,
    readonly connection: StorageConnection,
    private readonly prepare: (dataSource: DataSource) => Promise<void>,
    private readonly clock: Clock = systemClock,
  ) {}

  /** True once the schema is in place; then the connection's `dataSource` may be used without asking. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /**
   * First attempt at start-up; resolves when it succeeded, or when it failed and the background attempts have begun.
   *
   * @throws LedgerlineException for what no waiting will mend, such as a server that is too old
   */
  async start(): Promise<void> {
    try {
      await this.ready();
    } catch (error) {
      if (isHopeless(error)) throw error;
      this.#logger.warn(`The ${this.label} is not available: ${(error as Error).message} The application starts without it.`);
      this.#isMissed = true;
      this.#retryAfter(FIRST_RETRY_DELAY);
    }
  }

  /**
   * Resolves when the database is connected and prepared.
   *
   * @throws StorageUnavailableException when that cannot be had now
   */
  async ready(): Promise<void> {
    if (this.#isReady) return;
    this.#preparing ??= this.#attempt().finally(() => (this.#preparing = undefined));
    return this.#preparing;
  }

  /** Ends the background attempts. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelRetry?.();
  }

  async #attempt(): Promise<void> {
    const dataSource = await this.connection.ready();
    try {
      await this.prepare(dataSource);
    } catch (error) {
      if (!this.connection.reportFailure(error)) throw error;
      throw new StorageUnavailableException(this.connection.storage.shown, error);
    }
    this.#isReady = true;
    this.#cancelRetry?.();
    // Whoever made this attempt, a timer or a caller: somebody was told that it is away.
    if (this.#isMissed) this.#logger.log(`The ${this.label} is available now.`);
  }

  #retryAfter(delay: number): void {
    if (this.#isStopped || this.#isReady) return;
    this.#cancelRetry = this.clock.setTimer(() => {
      this.ready().catch(() => this.#retryAfter(Math.min(delay * 2, LONGEST_RETRY_DELAY)));
    }, delay);
  }
}

function isHopeless(error: unknown): boolean {
  return error instanceof LedgerlineException && error.getStatus() !== 503;
}
