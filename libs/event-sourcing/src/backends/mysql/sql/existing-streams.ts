import { placeholders } from '@ledgerline/storage';

/**
 * Which of some streams exist, whoever holds them. One round trip; index streams_name; no lock.
 *
 * Parameters: each name.
 */
export function existingStreams(schema: string, count: number): string {
  return `SELECT name FROM ${schema}_streams FORCE INDEX (streams_name) WHERE name IN (${placeholders(count)})`;
}
