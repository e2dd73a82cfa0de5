import { placeholders } from '@ledgerline/storage';

/**
 * Inserts streams that do not exist. One round trip; never waits for a writer, since the head row is held.
 *
 * Parameters, for each stream: key, name, category, version.
 */
export function insertStreams(schema: string, count: number): string {
  return `INSERT INTO ${schema}_streams (stream_key, name, category, version) VALUES ${placeholders(count, '(?, ?, ?, ?)')}`;
}
