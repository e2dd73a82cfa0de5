import { epochOf, textOf } from '@ledgerline/storage';
import type { StoredEvent } from '../../../events/recorded-event.js';

/** The columns that a stored event is made of, for the tables `e` (events) and `s` (streams). */
export const EVENT_COLUMNS = `e.position, e.version, HEX(e.id), e.type, e.schema_version, ${epochOf('e.recorded_at')}, CAST(e.data AS BINARY), CAST(e.metadata AS BINARY), s.name`;

/** {@link EVENT_COLUMNS} as the driver gives them. */
export type EventRow = readonly [
  position: unknown,
  version: unknown,
  id: unknown,
  type: unknown,
  schemaVersion: unknown,
  recordedAt: unknown,
  data: unknown,
  metadata: unknown,
  stream: unknown,
];

export function storedEvent(row: EventRow): StoredEvent {
  const [position, version, id, type, schemaVersion, recordedAt, data, metadata, stream] = row;
  return {
    id: uuidOf(textOf(id)),
    type: textOf(type),
    schemaVersion: Number(schemaVersion),
    stream: textOf(stream),
    version: Number(version),
    partition: 0,
    position: Number(position),
    recordedAt: Number(recordedAt),
    data: textOf(data),
    metadata: metadata === null ? null : textOf(metadata),
  };
}

/** A UUID from 32 hexadecimal digits. */
export function uuidOf(hex: string): string {
  const digits = hex.toLowerCase();
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

/** The 32 hexadecimal digits of a UUID. */
export function hexOf(uuid: string): string {
  return uuid.replaceAll('-', '');
}
