import type { Statement } from '../statement.js';

/**
 * Keeps a snapshot, unless a newer one is there. One round trip; primary key of the snapshots; locks that row.
 *
 * Parameters: stream, snapshot version, version, state.
 */
export function saveSnapshot(schema: string): Statement {
  return {
    name: `${schema}_save_snapshot`,
    text: `INSERT INTO ${schema}.snapshots AS n (stream_key, snapshot_version, version, state)
      SELECT s.key, $2, $3, $4 FROM ${schema}.streams s WHERE s.name = $1
      ON CONFLICT (stream_key, snapshot_version) DO UPDATE
        SET version = excluded.version, state = excluded.state, created_at = excluded.created_at
        WHERE n.version <= excluded.version`,
  };
}
