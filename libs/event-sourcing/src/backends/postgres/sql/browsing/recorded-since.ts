import type { Statement } from '../../statement.js';

/**
 * When the last events were recorded, newest first. One round trip; walks events_position backwards over `limit` entries at most; no lock.
 *
 * Parameters: milliseconds since the epoch, limit.
 */
export function recordedSince(schema: string): Statement {
  return {
    name: `${schema}_recorded_since`,
    text: `SELECT date_part('epoch', e.recorded_at) * 1000 FROM (
        SELECT recorded_at FROM ${schema}.events ORDER BY position DESC LIMIT $2) e
      WHERE e.recorded_at >= to_timestamp($1::double precision / 1000)`,
  };
}
