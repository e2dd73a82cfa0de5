import type { DataSource } from 'typeorm';
import { SchemaMissingException } from '../exceptions/schema-missing.exception.js';
import type { ResolvedStorage } from '../storage-options.js';
import { migrate, missingMigrations, type MigrationSet } from './migrate.js';

/**
 * Makes sure of a store's schema as its storage says: migrates it, or checks that somebody did.
 *
 * @throws SchemaMissingException with `migrate: 'manual'` when migrations have not run
 */
export async function prepareSchema(dataSource: DataSource, storage: ResolvedStorage, set: MigrationSet): Promise<void> {
  if (storage.migrate === 'auto') {
    await migrate(dataSource, storage, set);
    return;
  }
  const missing = await missingMigrations(dataSource, storage, set);
  if (missing.length > 0) throw new SchemaMissingException(storage.shown, storage.schema, missing);
}
