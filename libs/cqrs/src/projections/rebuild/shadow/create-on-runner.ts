import type { DataSource, QueryRunner } from 'typeorm';
import { createTables } from '../../../databases/prepare-tables.js';

/** Creates the tables of a shadow's entities over one connection, and in its transaction if it has one open. */
export async function createOnRunner(dataSource: DataSource, tables: readonly string[], runner: QueryRunner): Promise<void> {
  // TypeORM opens a runner for it, and releases that in the end; this one is only lent.
  const lent = Object.create(runner, { release: { value: async () => {} } }) as QueryRunner;
  const narrowed = Object.create(dataSource, { createQueryRunner: { value: () => lent } }) as DataSource;
  const metadatas = dataSource.entityMetadatas.filter(({ tableName }) => tables.includes(tableName));
  await createTables(narrowed, metadatas);
}
