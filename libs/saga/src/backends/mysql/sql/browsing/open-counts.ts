import { sagas } from '../tables.js';

/**
 * How many open sagas there are, by name and status, counted up to a limit. For people: one round trip; index `sagas_finished`; no lock.
 * Parameters: name twice or nulls, limit.
 */
export function openCounts(schema: string): string {
  return `SELECT name, status, COUNT(*) FROM (
      SELECT s.name, s.status FROM ${sagas(schema)} s FORCE INDEX (sagas_finished)
        WHERE s.finished_at IS NULL AND (? IS NULL OR s.name = ?) LIMIT ?) o
    GROUP BY name, status`;
}
