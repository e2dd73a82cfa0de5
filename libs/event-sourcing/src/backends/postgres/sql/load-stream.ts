import type { StoredEvent } from '../../../events/recorded-event.js';
import type { LoadedStream } from '../../event-backend.js';
import type { Statement } from '../statement.js';
import { EVENT_COLUMNS, storedEvent, type EventRow } from './event-columns.js';

/** What a replay needs of an event, and nothing else: fewer bytes on the way and fewer values to make. */
const LEAN_COLUMNS = `null, e.version, null, e.type, e.schema_version, null, e.data, e.metadata, null`;

/** The header row in front of the events: its `type` is null. */
type HeaderRow = readonly [
  null,
  snapshotVersion: string | null,
  null,
  null,
  null,
  streamVersion: string,
  state: string | null,
  null,
  null,
];

/**
 * The start of a load: the stream's version, its newest usable snapshot and the first page of events after that. One round trip.
 *
 * Indexes: streams_name, the snapshots' primary key, events_stream_version. No lock; one snapshot of the database for all of it.
 * Parameters: name, snapshot version or null (no snapshot wanted), highest version, version to start behind, limit.
 */
export function loadStream(schema: string, isFull: boolean): Statement {
  return {
    name: isFull ? `${schema}_load_stream_full` : `${schema}_load_stream`,
    text: `WITH s AS MATERIALIZED (
        SELECT key, name, version, truncate_before FROM ${schema}.streams WHERE name = $1),
      n AS MATERIALIZED (
        SELECT n.version, n.state FROM s JOIN ${schema}.snapshots n ON n.stream_key = s.key
          WHERE n.snapshot_version = $2 AND n.version <= $3)
      SELECT null::bigint, n.version, null::uuid, null::text, null::integer, s.version::double precision, n.state, null::json, null::text
        FROM s LEFT JOIN n ON true
      UNION ALL
      (SELECT ${isFull ? EVENT_COLUMNS : LEAN_COLUMNS}
        FROM s CROSS JOIN LATERAL (
          SELECT * FROM ${schema}.events e
            WHERE e.stream_key = s.key AND e.version > greatest($4::bigint, (SELECT version FROM n)) AND e.version BETWEEN s.truncate_before AND $3
            ORDER BY e.version LIMIT $5) e)`,
  };
}

export function loadedStream(stream: string, rows: readonly unknown[]): LoadedStream {
  const header = (rows as readonly (HeaderRow | EventRow)[]).find((row): row is HeaderRow => row[3] === null);
  if (!header) return { version: 0, events: [] };
  const events = (rows as readonly (HeaderRow | EventRow)[])
    .filter((row): row is EventRow => row[3] !== null)
    .map(leanOrFull(stream));
  const [, snapshotVersion, , , , streamVersion, state] = header;
  const snapshot = snapshotVersion !== null && state !== null ? { snapshot: { version: Number(snapshotVersion), state } } : {};
  return { version: Number(streamVersion), ...snapshot, events };
}

function leanOrFull(stream: string): (row: EventRow) => StoredEvent {
  return (row) => {
    if (row[8] !== null) return storedEvent(row);
    const [, version, , type, schemaVersion, , data, metadata] = row;
    return {
      id: '',
      type,
      schemaVersion: Number(schemaVersion),
      stream,
      version: Number(version),
      partition: 0,
      position: 0,
      recordedAt: 0,
      data,
      metadata,
    };
  };
}
