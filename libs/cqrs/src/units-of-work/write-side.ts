import { Inject, Injectable, Optional } from '@nestjs/common';
import { EventBackendHolder } from '@ledgerline/event-sourcing/backend';
import { StorageConnections, type ResolvedStorage, type TransactionalDatabase } from '@ledgerline/storage';
import { CQRS_MODULE_OPTIONS } from '../binding/nest-cqrs-parts.js';
import type { CqrsModuleOptions } from '../cqrs-options.js';
import type { Database } from '../databases/database.js';
import { Databases } from '../databases/databases.js';
import { UnitOfWorkUnavailableException } from '../exceptions/unit-of-work-unavailable.exception.js';

/** Connections of a pool that units of work leave to others. */
const LEFT_TO_OTHERS = 2;
/** What TypeORM's drivers open when nothing is said. */
const DRIVER_POOL_SIZE = 10;

/** The database that units of work are opened on: the write side's, if it is the event store's as well. */
@Injectable()
export class WriteSide {
  readonly #write: Database;

  constructor(
    @Inject(Databases) databases: Databases,
    @Inject(StorageConnections) private readonly connections: StorageConnections,
    @Optional() @Inject(EventBackendHolder) private readonly events?: EventBackendHolder,
    @Optional() @Inject(CQRS_MODULE_OPTIONS) private readonly options?: CqrsModuleOptions,
  ) {
    this.#write = databases.write;
  }

  get storage(): ResolvedStorage {
    return this.#write.storage;
  }

  /** Whether there can be units of work. */
  get isAvailable(): boolean {
    return this.events ? this.events.backend.database === this.database : this.options?.write !== undefined;
  }

  /** Why there can be no unit of work, if so. @param consumer who wants one */
  problem(consumer: string): UnitOfWorkUnavailableException | undefined {
    if (this.isAvailable) return undefined;
    return this.events
      ? UnitOfWorkUnavailableException.ofTwoDatabases(consumer, this.#write.shown, this.events.backend.shown)
      : UnitOfWorkUnavailableException.ofNoDatabase(consumer);
  }

  get database(): TransactionalDatabase {
    return this.#write.isMemory ? this.connections.memory(this.storage) : this.#write.connection;
  }

  /** Resolves when the database can be used. @throws StorageUnavailableException (503) */
  async ready(): Promise<void> {
    if (!this.#write.isMemory && !this.#write.isReady) await this.#write.ready();
  }

  /** How many units of work may be open at a time. */
  get atOnce(): number {
    if (this.#write.isMemory) return Infinity;
    const { dataSource, poolSize } = this.storage;
    const size = dataSource ? ((dataSource.options as { poolSize?: number }).poolSize ?? DRIVER_POOL_SIZE) : poolSize;
    return Math.max(size - LEFT_TO_OTHERS, 1);
  }
}
