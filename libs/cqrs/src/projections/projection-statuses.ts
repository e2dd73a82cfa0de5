import type { SubscriptionShareStatus } from '@ledgerline/event-sourcing';
import type { ProjectionDefinition } from './definition/projection-definition.js';
import { liveRow } from './ledger/ledger-view.js';
import type { ProjectionRow } from './ledger/projection-ledger.js';
import {
  overallState,
  type ProjectionPartitionStatus,
  type ProjectionState,
  type ProjectionStatus,
  type RebuildProgress,
} from './projection-status.js';

/** What is known of a projection, from its rows and from this node. */
export interface KnownProjection {
  readonly definition: ProjectionDefinition;
  /** The rows, as they were seen last. */
  readonly rows: readonly ProjectionRow[];
  /** Why the rows could not be asked for now. */
  readonly unreachable?: Error;
  /** What this node's shares are doing, one for each partition; empty when it runs none. */
  readonly shares: readonly (SubscriptionShareStatus & { readonly isOwner: boolean })[];
  /** The log's safe head in each partition. */
  readonly heads: readonly number[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Up to where a partition's events are handled again, since the model was emptied. */
  handledBefore(partition: number): number;
  /** A rebuild beside the live model. */
  readonly rebuild: RebuildProgress | undefined;
  /** Why this node cannot go on with that. */
  readonly problem: string | undefined;
}

/** A projection's status. A pure function of what is known. */
export function projectionStatus(known: KnownProjection): ProjectionStatus {
  const { definition, rows, heads, shares, unreachable, now } = known;
  const partitions = heads.map((_, partition) => partitionStatus(known, partition));
  const lag = partitions.reduce((sum, { head, position }) => sum + Math.max(0, head - position), 0);
  const live = heads.map((_, partition) => liveRow(rows, definition.name, partition));
  const reachedAt = Math.min(...live.map((row) => row?.reachedAt ?? now));
  const error = partitions.find((partition) => partition.error)?.error;
  const away = unreachable ?? shares.find(({ state }) => state === 'disconnected')?.error;
  return {
    name: definition.name,
    version: live[0]?.version ?? definition.version,
    state: overallState(partitions.map(({ state }) => state)),
    lag,
    lagSeconds: lag === 0 ? 0 : Math.max(0, now - reachedAt) / 1000,
    ...(error ? { error } : {}),
    ...(away ? { disconnected: away.message } : {}),
    partitions,
    ...(known.rebuild
      ? { rebuild: { ...known.rebuild, ...(known.problem === undefined ? {} : { problem: known.problem }) } }
      : {}),
  };
}

function partitionStatus(known: KnownProjection, partition: number): ProjectionPartitionStatus {
  const row = liveRow(known.rows, known.definition.name, partition);
  const share = known.shares[partition];
  const head = Math.max(known.heads[partition]!, share?.head ?? 0);
  const position = share?.isOwner ? share.position : (row?.position ?? 0);
  return {
    partition,
    state: stateOf(known, row, share, { lag: head - position, isRefilling: position < known.handledBefore(partition) }),
    position,
    head,
    ...(row?.owner && row.isLeased ? { owner: row.owner } : {}),
    ...(row?.error ? { error: row.error } : {}),
  };
}

function stateOf(
  { unreachable }: KnownProjection,
  row: ProjectionRow | undefined,
  share: KnownProjection['shares'][number] | undefined,
  { lag, isRefilling }: { readonly lag: number; readonly isRefilling: boolean },
): ProjectionState {
  if (unreachable) return 'disconnected';
  if (row && row.mode !== 'running') return row.mode;
  if (share?.state === 'disconnected') return 'disconnected';
  if (!row || !(row.isLeased || share?.isOwner)) return 'waiting-for-lease';
  if (isRefilling) return 'rebuilding';
  return lag <= 0 ? 'live' : 'catching-up';
}
