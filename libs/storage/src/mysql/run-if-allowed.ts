import { Logger } from '@nestjs/common';
import type { QueryRunner } from 'typeorm';

/**
 * Privileges that managed servers and careful administrators hold back: on the database, a table, a special right, a routine; triggers
 * with a binary log; routines that a compatible server does not know.
 */
const REFUSALS = new Set<unknown>([1044, 1142, 1227, 1235, 1370, 1419]);

/**
 * Runs statements of a migration that its store can do without; when the server refuses one the rest is left, and `consequence` is logged.
 *
 * @param label the store, as its log lines name it: `EventStore`
 */
export async function runIfAllowed(
  runner: QueryRunner,
  label: string,
  statements: readonly string[],
  consequence: string,
): Promise<void> {
  try {
    for (const statement of statements) await runner.query(statement);
  } catch (error) {
    const { errno, message } = (error as { driverError?: { errno?: unknown; message?: string } }).driverError ?? {};
    if (!REFUSALS.has(errno)) throw error;
    new Logger(label).warn(`The server refuses a part of the schema (${message}). ${consequence}.`);
  }
}
