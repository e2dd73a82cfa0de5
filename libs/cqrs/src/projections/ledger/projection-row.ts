import type { ProjectionError } from '../projection-status.js';
import type { ProjectionMode, ProjectionRole, ProjectionRow } from './projection-ledger.js';

/** A row as drivers give it; numbers may come as texts. */
export interface StoredProjectionRow {
  readonly name: string;
  readonly version: number | string;
  readonly partition_number: number | string;
  readonly role: string;
  readonly mode: string;
  readonly position: number | string;
  readonly epoch: number | string;
  readonly owner: string | null;
  readonly is_leased: boolean | number | string;
  readonly reached_at: number | string | null;
  readonly error: string | null;
}

/** The columns that {@link projectionRow} reads, but for `is_leased`, which needs the engine's clock. */
export const ROW_COLUMNS = 'name, version, partition_number, role, mode, position, epoch, owner, reached_at, error';

/** A row with its types. */
export function projectionRow(stored: StoredProjectionRow): ProjectionRow {
  return {
    name: String(stored.name),
    version: Number(stored.version),
    partition: Number(stored.partition_number),
    role: String(stored.role) as ProjectionRole,
    mode: String(stored.mode) as ProjectionMode,
    position: Number(stored.position),
    epoch: Number(stored.epoch),
    owner: stored.owner,
    isLeased: stored.is_leased === true || Number(stored.is_leased) === 1,
    reachedAt: stored.reached_at === null ? null : Number(stored.reached_at),
    error: stored.error === null ? null : (JSON.parse(stored.error) as ProjectionError),
  };
}
