import { SUMMARY_COLUMNS } from '../saga-columns.js';
import { sagas } from '../tables.js';

/** Sagas that have ended, the last one first. For people: one round trip; walks `sagas_finished` backwards; no lock. Parameters: name twice or nulls, limit. */
export function lastEnded(schema: string): string {
  return `SELECT ${SUMMARY_COLUMNS} FROM ${sagas(schema)} s FORCE INDEX (sagas_finished)
    WHERE s.finished_at IS NOT NULL AND (? IS NULL OR s.name = ?) ORDER BY s.finished_at DESC LIMIT ?`;
}
