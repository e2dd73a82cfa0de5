import type { Statement } from '../../statement.js';

/** The first event at or above a position. One round trip; one entry of events_position; no lock. Parameter: position. */
export function placeAt(schema: string): Statement {
  return {
    name: `${schema}_place_at`,
    text: `SELECT position, date_part('epoch', recorded_at) * 1000 FROM ${schema}.events WHERE position >= $1 ORDER BY position LIMIT 1`,
  };
}
