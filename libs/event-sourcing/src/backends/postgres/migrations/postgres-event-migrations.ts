import type { MigrationSet } from '@ledgerline/storage';
import { CreateEventLog } from './create-event-log.migration.js';
import { CreateSubscriptions } from './create-subscriptions.migration.js';

/** Every migration of the event store on PostgreSQL, oldest first. Released ones never change. */
export function postgresEventMigrations(schema: string): MigrationSet {
  return { name: 'events', migrations: [new CreateEventLog(schema), new CreateSubscriptions(schema)] };
}
