import {
  DataSource,
  type DataSourceOptions,
  type EntityMetadata,
  type EntityTarget,
  type ObjectLiteral,
  type QueryRunner,
} from 'typeorm';

/**
 * A `DataSource` that may be held, injected and asked for repositories before its database was reached. Whoever works with it too early
 * gets an exception that says so; the same object works once it is initialised.
 */
export class LazyDataSource extends DataSource {
  readonly #onEarlyUse: () => Error;

  /** @param onEarlyUse makes the exception for a use before the `DataSource` is initialised */
  constructor(options: DataSourceOptions, onEarlyUse: () => Error) {
    super(options);
    this.#onEarlyUse = onEarlyUse;
  }

  /** @throws StorageUnavailableException before the database was reached */
  override createQueryRunner(mode?: Parameters<DataSource['createQueryRunner']>[0]): QueryRunner {
    if (!this.isInitialized) throw this.#onEarlyUse();
    return super.createQueryRunner(mode);
  }

  /** Entities are read when the database is reached, so that modules may register theirs until then. */
  protected override findMetadata(target: EntityTarget<ObjectLiteral>): EntityMetadata | undefined {
    if (!this.isInitialized) throw this.#onEarlyUse();
    return super.findMetadata(target);
  }
}
