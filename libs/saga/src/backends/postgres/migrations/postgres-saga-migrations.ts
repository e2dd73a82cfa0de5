import type { MigrationSet } from '@ledgerline/storage';
import { CreateSagas } from './create-sagas.migration.js';

/** Every migration of the saga store on PostgreSQL, oldest first. Released ones never change. */
export function postgresSagaMigrations(schema: string): MigrationSet {
  return { name: 'sagas', migrations: [new CreateSagas(schema)] };
}
