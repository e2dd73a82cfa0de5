import { Inject } from '@nestjs/common';

/** Token of the write side's `DataSource`. */
export const WRITE_DB = Symbol('ledgerline:write-db');

/** Token of the read side's `DataSource`. */
export const READ_DB = Symbol('ledgerline:read-db');

/**
 * Injects the `DataSource` of the write database. The application starts also when the database is away; the `DataSource` throws
 * `StorageUnavailableException` (503) until it was reached, and works from then on.
 *
 * On a side that is kept in memory there is none: it is an error at start-up, or `undefined` with `@Optional()`.
 *
 * @example
 * ```ts
 * constructor(@InjectWriteDb() private readonly writeDb: DataSource) {}
 * ```
 */
export const InjectWriteDb = (): ReturnType<typeof Inject> => Inject(WRITE_DB);

/** Injects the `DataSource` of the read database, or of the replica; otherwise like {@link InjectWriteDb}. */
export const InjectReadDb = (): ReturnType<typeof Inject> => Inject(READ_DB);
