import type { StoredEvent } from '../../../events/recorded-event.js';

/** The columns that a stored event is made of, for the tables `e` (events) and `s` (streams). */
export const EVENT_COLUMNS = `e.position, e.version, e.id, e.type, e.schema_version, date_part('epoch', e.recorded_at) * 1000, e.data, e.metadata, s.name`;

/** {@link EVENT_COLUMNS} as the driver gives them. */
export type EventRow = readonly [
  position: string,
  version: string,
  id: string,
  type: string,
  schemaVersion: string,
  recordedAt: string,
  data: string,
  metadata: string | null,
  stream: string,
];

export function storedEvent([
  position,
  version,
  id,
  type,
  schemaVersion,
  recordedAt,
  data,
  metadata,
  stream,
]: EventRow): StoredEvent {
  return {
    id,
    type,
    schemaVersion: Number(schemaVersion),
    stream,
    version: Number(version),
    partition: 0,
    position: Number(position),
    recordedAt: Math.round(Number(recordedAt)),
    data,
    metadata,
  };
}
