/**
 * Keeps a snapshot, unless a newer one is there. One round trip; primary key of the snapshots; locks that row. The key is looked up
 * before: inside this statement the look-up would lock the stream, and wait for whoever is writing it.
 *
 * Parameters: key of the stream, snapshot version, version, state.
 */
export function saveSnapshot(schema: string): string {
  return `INSERT INTO ${schema}_snapshots (stream_key, snapshot_version, version, state, created_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6))
    ON DUPLICATE KEY UPDATE
      state = IF(VALUES(version) >= version, VALUES(state), state),
      created_at = IF(VALUES(version) >= version, VALUES(created_at), created_at),
      version = GREATEST(version, VALUES(version))`;
}
