import {
  PreparedStore,
  systemClock,
  type Clock,
  type Entity,
  type ResolvedStorage,
  type StorageConnection,
} from '@ledgerline/storage';
import type { DataSource } from 'typeorm';
import { NoDatabaseException } from '../exceptions/no-database.exception.js';
import { prepareTables } from './prepare-tables.js';

/** Something that must be in place before a database is used; run once for each process, and again after a failure. */
export type Preparation = (dataSource: DataSource) => Promise<void>;

/** One side's database, as the parts of this package use it. @internal */
export class Database {
  readonly #tables: Entity[] = [];
  readonly #preparations: Preparation[] = [];
  readonly #store?: PreparedStore;

  /** @param connection absent when the side is kept in memory */
  constructor(
    readonly side: 'write' | 'read',
    readonly storage: ResolvedStorage,
    /** Whether it only follows the write database. */
    readonly isReplica: boolean,
    private readonly shared: StorageConnection | undefined,
    clock: Clock = systemClock,
  ) {
    if (shared) this.#store = new PreparedStore(`${side} database`, shared, (dataSource) => this.#prepare(dataSource), clock);
  }

  /** Whether there is no SQL database on this side. */
  get isMemory(): boolean {
    return this.shared === undefined;
  }

  /** The database as it may be shown: password masked. */
  get shown(): string {
    return this.storage.shown;
  }

  /** @throws NoDatabaseException when this side is kept in memory */
  get connection(): StorageConnection {
    if (!this.shared) throw new NoDatabaseException(this.side);
    return this.shared;
  }

  /**
   * What applications inject: usable once the database was reached, and telling so until then.
   *
   * @throws NoDatabaseException when this side is kept in memory
   */
  get dataSource(): DataSource {
    return this.connection.handle;
  }

  /** Makes entities known to the `DataSource`; before the application initialises. @param hasTables whether their tables are made where missing */
  register(entities: readonly Entity[], hasTables: boolean): void {
    if (entities.length === 0) return;
    this.connection.registerEntities(entities);
    if (hasTables) this.#tables.push(...entities.filter((entity) => !this.#tables.includes(entity)));
  }

  /** Adds what {@link ready} waits for; before the application initialises. */
  prepareWith(preparation: Preparation): void {
    this.#preparations.push(preparation);
  }

  /** Whether {@link ready} would resolve at once. */
  get isReady(): boolean {
    return this.#store?.isReady ?? false;
  }

  /**
   * The `DataSource`, connected, with its tables and all else that was asked for in place.
   *
   * @throws StorageUnavailableException (503) when it cannot be reached now
   * @throws NoDatabaseException when this side is kept in memory
   */
  async ready(): Promise<DataSource> {
    const { connection } = this;
    if (!this.#store!.isReady) await this.#store!.ready();
    return connection.ready();
  }

  /** First attempt to connect; when the database is away it warns, and goes on trying. */
  async start(): Promise<void> {
    await this.#store?.start();
  }

  /** Ends the attempts to connect. */
  stop(): void {
    this.#store?.stop();
  }

  async #prepare(dataSource: DataSource): Promise<void> {
    await prepareTables(dataSource, this.storage, this.#tables);
    for (const prepare of this.#preparations) await prepare(dataSource);
  }
}
