import { placeholders } from '@ledgerline/storage';
import { sagas, signals, steps } from './tables.js';

/**
 * Locks sagas that ended long ago, passing over those that somebody holds. Once a minute, in batches: one round trip; index `sagas_finished`.
 * Parameters: age in milliseconds, limit.
 */
export function lockOld(schema: string): string {
  return `SELECT s.id FROM ${sagas(schema)} s FORCE INDEX (sagas_finished)
    WHERE s.finished_at < TIMESTAMPADD(MICROSECOND, ? * -1000, UTC_TIMESTAMP(6)) ORDER BY s.finished_at LIMIT ? FOR UPDATE SKIP LOCKED`;
}

/** Deletes what belongs to sagas, and last themselves: three statements; primary keys. Parameters of each: each id. */
export function eraseSagas(schema: string, count: number): readonly string[] {
  const each = placeholders(count);
  return [
    `DELETE FROM ${steps(schema)} WHERE saga_id IN (${each})`,
    `DELETE FROM ${signals(schema)} WHERE saga_id IN (${each})`,
    `DELETE FROM ${sagas(schema)} WHERE id IN (${each})`,
  ];
}
