import { textOf } from '@ledgerline/storage';
import type { StoredEvent } from '../../../events/recorded-event.js';
import type { LoadedStream } from '../../event-backend.js';
import { EVENT_COLUMNS, storedEvent, type EventRow } from './event-columns.js';

/** What a replay needs of an event, and nothing else: fewer bytes on the way and fewer values to make. */
const LEAN_COLUMNS = `NULL, e.version, NULL, e.type, e.schema_version, NULL, CAST(e.data AS BINARY), CAST(e.metadata AS BINARY), NULL`;

/** The header row in front of the events: its `type` is null. */
type HeaderRow = readonly [null, snapshotVersion: unknown, null, null, null, streamVersion: unknown, state: unknown, null, null];

/**
 * The start of a load: the stream's version, its newest usable snapshot and the first page of events after that. One round trip and
 * one snapshot of the database; indexes streams_name, the snapshots' primary key, events_stream_version; no lock.
 *
 * Parameters: snapshot version or null (no snapshot wanted), highest version, name; the same again; version to start behind, highest
 * version, limit.
 */
export function loadStream(schema: string, isFull: boolean): string {
  const snapshot = `LEFT JOIN ${schema}_snapshots n ON n.stream_key = s.stream_key AND n.snapshot_version = ? AND n.version <= ?`;
  return `(SELECT NULL, n.version, NULL, NULL, NULL, s.version, CAST(n.state AS BINARY), NULL, NULL
      FROM ${schema}_streams s ${snapshot} WHERE s.name = ?)
    UNION ALL
    (SELECT ${isFull ? EVENT_COLUMNS : LEAN_COLUMNS}
      FROM ${schema}_streams s ${snapshot}
        STRAIGHT_JOIN ${schema}_events e FORCE INDEX (events_stream_version) ON e.stream_key = s.stream_key
      WHERE s.name = ? AND e.version > GREATEST(?, COALESCE(n.version, 0)) AND e.version >= s.truncate_before AND e.version <= ?
      ORDER BY e.version LIMIT ?)`;
}

export function loadedStream(stream: string, rows: readonly (readonly unknown[])[]): LoadedStream {
  const header = rows.find((row) => row[3] === null) as HeaderRow | undefined;
  if (!header) return { version: 0, events: [] };
  const events = (rows as readonly EventRow[]).filter((row) => row[3] !== null).map((row) => leanOrFull(stream, row));
  const [, snapshotVersion, , , , streamVersion, state] = header;
  const snapshot = snapshotVersion === null ? {} : { snapshot: { version: Number(snapshotVersion), state: textOf(state) } };
  return { version: Number(streamVersion), ...snapshot, events };
}

function leanOrFull(stream: string, row: EventRow): StoredEvent {
  if (row[8] !== null) return storedEvent(row);
  const [, version, , type, schemaVersion, , data, metadata] = row;
  return {
    id: '',
    type: textOf(type),
    schemaVersion: Number(schemaVersion),
    stream,
    version: Number(version),
    partition: 0,
    position: 0,
    recordedAt: 0,
    data: textOf(data),
    metadata: metadata === null ? null : textOf(metadata),
  };
}
