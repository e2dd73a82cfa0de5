import { placeholders } from '@ledgerline/storage';

/**
 * Inserts events at positions drawn before. One round trip; never waits, since the head row is held.
 *
 * Parameters, for each event: position, stream key, version, id, type, schema version, time, data, metadata.
 */
export function insertEvents(schema: string, count: number): string {
  return `INSERT INTO ${schema}_events (position, stream_key, version, id, type, schema_version, recorded_at, data, metadata)
    VALUES ${placeholders(count, '(?, ?, ?, ?, ?, ?, ?, ?, ?)')}`;
}
