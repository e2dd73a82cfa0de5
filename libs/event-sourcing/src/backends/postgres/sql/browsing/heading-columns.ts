import type { EventHeading } from '../../../../browsing/event-browser.js';

/** Bytes of metadata above which a list goes without. */
const LARGEST_METADATA = 8_000;

/** The columns of a heading, for the tables `e` (events) and `s` (streams): no payload is read, however large it is. */
export function headingColumns(withData: boolean): string {
  return `e.position, e.version, e.id, e.type, e.schema_version, date_part('epoch', e.recorded_at) * 1000, pg_column_size(e.data),
    CASE WHEN pg_column_size(e.metadata) <= ${LARGEST_METADATA} THEN e.metadata END, s.name, ${withData ? 'e.data' : 'null::json'}`;
}

/** {@link headingColumns} as the driver gives them. */
export type HeadingRow = readonly [
  position: string,
  version: string,
  id: string,
  type: string,
  schemaVersion: string,
  recordedAt: string,
  bytes: string,
  metadata: string | null,
  stream: string,
  data: string | null,
];

export function eventHeading(row: HeadingRow): EventHeading {
  const [position, version, id, type, schemaVersion, recordedAt, bytes, metadata, stream, data] = row;
  return {
    id,
    type,
    schemaVersion: Number(schemaVersion),
    stream,
    version: Number(version),
    partition: 0,
    position: Number(position),
    recordedAt: Math.round(Number(recordedAt)),
    bytes: Number(bytes),
    metadata,
    ...(data === null ? {} : { data }),
  };
}
