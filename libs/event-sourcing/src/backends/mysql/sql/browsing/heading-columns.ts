import type { EventHeading } from '../../../../browsing/event-browser.js';
import { epochOf, textOf } from '@ledgerline/storage';
import { uuidOf } from '../event-columns.js';

/** Bytes of metadata above which a list goes without. */
const LARGEST_METADATA = 8_000;

/** The columns of a heading, for the tables `e` (events) and `s` (streams): no payload travels, however large it is. */
export function headingColumns(withData: boolean): string {
  return `e.position, e.version, HEX(e.id), e.type, e.schema_version, ${epochOf('e.recorded_at')}, LENGTH(e.data),
    IF(LENGTH(e.metadata) <= ${LARGEST_METADATA}, CAST(e.metadata AS BINARY), NULL), s.name, ${withData ? 'CAST(e.data AS BINARY)' : 'NULL'}`;
}

/** {@link headingColumns} as the driver gives them. */
export type HeadingRow = readonly unknown[];

export function eventHeading(row: HeadingRow): EventHeading {
  const [position, version, id, type, schemaVersion, recordedAt, bytes, metadata, stream, data] = row;
  return {
    id: uuidOf(textOf(id)),
    type: textOf(type),
    schemaVersion: Number(schemaVersion),
    stream: textOf(stream),
    version: Number(version),
    partition: 0,
    position: Number(position),
    recordedAt: Number(recordedAt),
    bytes: Number(bytes),
    metadata: metadata === null ? null : textOf(metadata),
    ...(data === null ? {} : { data: textOf(data) }),
  };
}
