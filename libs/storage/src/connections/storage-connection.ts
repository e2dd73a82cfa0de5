import { Logger } from '@nestjs/common';
import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import { systemClock, type Clock } from '../clock/clock.js';
import { InvalidStorageUrlException } from '../exceptions/invalid-storage-url.exception.js';
import { StorageUnavailableException } from '../exceptions/storage-unavailable.exception.js';
import type { ResolvedStorage } from '../storage-options.js';
import { assertServerVersion } from './server-version.js';
import { CONNECT_TIMEOUT, createDataSource, type Entity } from './create-data-source.js';
import { isConnectionError } from './connection-error.js';
import { linesOf } from './silence/lines-of.js';
import { SilenceWatch } from './silence/silence-watch.js';
import { within } from './within.js';

const FIRST_PROBE_DELAY = 200;
const LONGEST_PROBE_DELAY = 5_000;

/**
 * One database as the modules of an application share it: a TypeORM `DataSource` that is initialised when it is first needed,
 * and the knowledge whether the database can be reached.
 *
 * A call is never refused because an earlier one failed: the pool reconnects by itself, so the next call finds out.
 * {@link isUp} serves health, metrics and logs only.
 */
export class StorageConnection {
  readonly #logger = new Logger('Ledgerline');
  readonly #entities: Entity[] = [];
  #handle?: DataSource;
  #dataSource?: DataSource;
  #initialising?: Promise<DataSource>;
  #connecting?: Promise<DataSource>;
  #isUp = false;
  #wasUp = false;
  #lastError?: unknown;
  #cancelProbe?: () => void;
  #silenceWatch?: SilenceWatch;
  #isClosed = false;

  constructor(
    readonly storage: ResolvedStorage,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Whether the last thing heard of the database was good. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Why {@link isUp} is false, if something was tried. */
  get lastError(): unknown {
    return this.#lastError;
  }

  /** The `DataSource` once it is initialised; hot paths use it without an `await`. */
  get dataSource(): DataSource | undefined {
    return this.#dataSource;
  }

  /**
   * The `DataSource` to hold and to inject, whether or not its database was reached: it is initialised by {@link ready}. Who uses it
   * earlier gets a `StorageUnavailableException`, and another attempt to connect is made meanwhile.
   */
  get handle(): DataSource {
    return (this.#handle ??=
      this.storage.dataSource ??
      createDataSource(this.storage, this.#entities, {
        onPoolError: (error) => this.reportFailure(error),
        onEarlyUse: () => this.#usedEarly(),
      }));
  }

  /**
   * Adds entities of the application to the `DataSource`; call it before the application initialises.
   *
   * @throws Error when the `DataSource` is initialised already, since TypeORM cannot take entities later
   */
  registerEntities(entities: readonly EntityTarget<ObjectLiteral>[]): void {
    const missing = (entities as readonly Entity[]).filter((entity) => !this.#entities.includes(entity));
    if (missing.length > 0 && (this.#dataSource || this.#initialising)) {
      throw new Error(
        `The database ${this.storage.shown} is connected already; register its entities before the application starts.`,
      );
    }
    this.#entities.push(...missing);
  }

  /**
   * The initialised `DataSource`; concurrent callers share one attempt.
   *
   * @throws StorageUnavailableException when the database cannot be reached, within the connect timeout
   * @throws InvalidStorageUrlException when the server is too old
   */
  async ready(): Promise<DataSource> {
    if (this.#dataSource) return this.#dataSource;
    this.#initialising ??= this.#initialise().finally(() => (this.#initialising = undefined));
    return this.#initialising;
  }

  /** Asks the database for a sign of life; resolves to the latency in milliseconds, rejects like {@link ready}. */
  async ping(): Promise<number> {
    const startedAt = this.clock.monotonic();
    const dataSource = await this.ready();
    try {
      await dataSource.query('SELECT 1');
    } catch (error) {
      this.reportFailure(error);
      throw new StorageUnavailableException(this.storage.shown, error);
    }
    this.#markUp();
    return this.clock.monotonic() - startedAt;
  }

  /**
   * Looks at an error that a query ended with: if the connection is to blame, the database counts as down and is probed until it
   * answers again. Returns whether that was so.
   */
  reportFailure(error: unknown): boolean {
    if (!isConnectionError(error)) return false;
    this.#markDown(error);
    return true;
  }

  /** Closes the pool, unless it is the application's own. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelProbe?.();
    this.#silenceWatch?.stop();
    await this.#initialising?.catch(() => undefined);
    const dataSource = this.#dataSource;
    this.#dataSource = undefined;
    this.#isUp = false;
    if (dataSource?.isInitialized && !this.storage.dataSource) await dataSource.destroy();
  }

  async #initialise(): Promise<DataSource> {
    if (this.#isClosed) throw new StorageUnavailableException(this.storage.shown, new Error('the application is shutting down'));
    const dataSource = this.handle;
    try {
      if (!dataSource.isInitialized) await this.#connect(dataSource);
      this.#watchSilence(dataSource);
      await assertServerVersion(dataSource, this.storage);
    } catch (error) {
      if (error instanceof InvalidStorageUrlException) throw error;
      this.#lastError = error;
      throw new StorageUnavailableException(this.storage.shown, error);
    }
    this.#dataSource = dataSource;
    this.#markUp();
    return dataSource;
  }

  #usedEarly(): Error {
    // Whoever comes later may find it connected; why it fails is kept as the last error.
    if (!this.#isClosed) void this.ready().catch(() => undefined);
    return new StorageUnavailableException(this.storage.shown, this.#lastError ?? new Error('it was not reached yet'));
  }

  /** Connecting has a limit of its own; the questions that TypeORM asks of a new connection have none, and a server may fall silent there. */
  async #connect(dataSource: DataSource): Promise<void> {
    this.#connecting ??= dataSource.initialize().finally(() => (this.#connecting = undefined));
    await within(this.#connecting, 2 * CONNECT_TIMEOUT, this.clock);
  }

  #watchSilence(dataSource: DataSource): void {
    const lines = this.#silenceWatch ? undefined : linesOf(dataSource, this.storage.engine);
    if (lines) this.#silenceWatch = new SilenceWatch(lines, this.clock, (reason) => this.reportFailure(reason));
  }

  #markUp(): void {
    if (this.#isUp) return;
    this.#isUp = true;
    this.#lastError = undefined;
    this.#cancelProbe?.();
    this.#cancelProbe = undefined;
    if (this.#wasUp) this.#logger.log(`The database ${this.storage.shown} is back.`);
    this.#wasUp = true;
  }

  #markDown(error: unknown): void {
    this.#lastError = error;
    if (!this.#isUp || this.#isClosed) return;
    this.#isUp = false;
    this.#logger.warn(
      `The database ${this.storage.shown} was lost (${(error as Error).message}); it is tried again until it is back.`,
    );
    this.#probeAfter(FIRST_PROBE_DELAY);
  }

  #probeAfter(delay: number): void {
    if (this.#isClosed) return;
    this.#cancelProbe = this.clock.setTimer(() => {
      this.ping().catch(() => this.#probeAfter(Math.min(delay * 2, LONGEST_PROBE_DELAY)));
    }, delay);
  }
}
