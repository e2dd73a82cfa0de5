import type { MigrationSet } from '@ledgerline/storage';
import { CreateEventLog } from './create-event-log.migration.js';
import { CreateSubscriptions } from './create-subscriptions.migration.js';

/** Every migration of the event store on MySQL and MariaDB, oldest first. Released ones never change. */
export function mysqlEventMigrations(schema: string): MigrationSet {
  return { name: 'events', migrations: [new CreateEventLog(schema), new CreateSubscriptions(schema)] };
}
