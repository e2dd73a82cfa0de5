import type { SnapshotHeading } from '../../../../browsing/event-browser.js';
import { epochOf } from '@ledgerline/storage';
import { STREAM_COLUMNS } from './browse-streams.js';

/** A stream with its snapshots, a row for each. One round trip; index streams_name and the snapshots' primary key; no lock. Parameter: name. */
export function findStream(schema: string): string {
  return `SELECT ${STREAM_COLUMNS}, n.snapshot_version, n.version, ${epochOf('n.created_at')}, LENGTH(n.state)
    FROM ${schema}_streams s LEFT JOIN ${schema}_snapshots n ON n.stream_key = s.stream_key
    WHERE s.name = ? ORDER BY n.snapshot_version`;
}

export function snapshotHeadings(rows: readonly (readonly unknown[])[]): SnapshotHeading[] {
  return rows.flatMap(([, , , , , , snapshotVersion, version, createdAt, bytes]) =>
    snapshotVersion === null
      ? []
      : [
          {
            snapshotVersion: Number(snapshotVersion),
            version: Number(version),
            createdAt: Number(createdAt),
            bytes: Number(bytes),
          },
        ],
  );
}
