import type { SnapshotHeading } from '../../../../browsing/event-browser.js';
import type { Statement } from '../../statement.js';
import type { StreamRow } from './browse-streams.js';

/** A stream's columns, and those of one of its snapshots or nulls. */
export type StreamWithSnapshotRow = readonly [
  ...StreamRow,
  snapshotVersion: string | null,
  snapshotAt: string,
  createdAt: string,
  bytes: string,
];

/** A stream with its snapshots, a row for each. One round trip; index streams_name and the snapshots' primary key; no lock. Parameter: name. */
export function findStream(schema: string): Statement {
  return {
    name: `${schema}_find_stream`,
    text: `SELECT s.key, s.name, s.category, s.version, s.truncate_before, s.state,
        n.snapshot_version, n.version, date_part('epoch', n.created_at) * 1000, pg_column_size(n.state)
      FROM ${schema}.streams s LEFT JOIN ${schema}.snapshots n ON n.stream_key = s.key
      WHERE s.name = $1 ORDER BY n.snapshot_version`,
  };
}

export function snapshotHeadings(rows: readonly StreamWithSnapshotRow[]): SnapshotHeading[] {
  return rows.flatMap(([, , , , , , snapshotVersion, version, createdAt, bytes]) =>
    snapshotVersion === null
      ? []
      : [
          {
            snapshotVersion: Number(snapshotVersion),
            version: Number(version),
            createdAt: Math.round(Number(createdAt)),
            bytes: Number(bytes),
          },
        ],
  );
}
