import { epochOf } from '@ledgerline/storage';

/** The first event at or above a position. One round trip; one entry of the primary key; no lock. Parameter: position. */
export function placeAt(schema: string): string {
  return `SELECT position, ${epochOf('recorded_at')} FROM ${schema}_events WHERE position >= ? ORDER BY position LIMIT 1`;
}
