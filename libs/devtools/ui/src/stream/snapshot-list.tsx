import type { SnapshotInfo } from '@ledgerline/devtools/api';
import { Time } from '../controls/time.js';
import { number } from '../formatting/count.js';
import { size } from '../formatting/size.js';

/** The snapshots of a stream, and what they save. */
export function SnapshotList({ snapshots }: { readonly snapshots: readonly SnapshotInfo[] }) {
  if (snapshots.length === 0) return null;
  return (
    <ul class="snapshots" aria-label="Snapshots">
      {snapshots.map(({ snapshotVersion, version, createdAt, bytes, isUsable, savesEvents }) => (
        <li key={snapshotVersion}>
          <strong>Snapshot at version {number(version)}</strong>{' '}
          <span class="quiet">
            {size(bytes)}, shape {snapshotVersion}, <Time at={createdAt} />;{' '}
            {isUsable ? `spares each load ${number(savesEvents)} events` : 'not used: the class has another snapshot version'}
          </span>
        </li>
      ))}
    </ul>
  );
}
