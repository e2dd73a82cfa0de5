import { epochOf } from '@ledgerline/storage';

/** When the last events were recorded, newest first. One round trip; the primary key backwards over `limit` entries; no lock. Parameter: limit. */
export function recordedSince(schema: string): string {
  return `SELECT ${epochOf('recorded_at')} FROM ${schema}_events ORDER BY position DESC LIMIT ?`;
}
