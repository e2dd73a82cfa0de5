import type { LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import { ProjectionAheadException } from '../../exceptions/projection-ahead.exception.js';
import type { ProjectionDefinition } from '../definition/projection-definition.js';
import { liveRow, type LedgerView } from '../ledger/ledger-view.js';
import type { ProjectionKey, ProjectionLedger } from '../ledger/projection-ledger.js';

/** Rows may be this old when a node looks for what it can take, in milliseconds. */
const MAX_AGE = 250;

/** What a claim is made with. */
export interface LiveClaimOptions {
  readonly definition: ProjectionDefinition;
  readonly partition: number;
  readonly ledger: ProjectionLedger;
  readonly view: LedgerView;
  readonly store: LedgerlineEventStore;
  readonly owner: string;
}

/**
 * The row of a projection's served model, if this node may try to take it: it has the version of this node's class, and no other node
 * runs it. The first node that ever asks adds it.
 *
 * @throws ProjectionAheadException when it stands where the log has not come to
 */
export async function claimLive(options: LiveClaimOptions): Promise<ProjectionKey | undefined> {
  const { definition, partition, ledger, view, store, owner } = options;
  const { name, version } = definition;
  const row = liveRow(await view.rows(MAX_AGE), name, partition);
  if (!row) {
    await ledger.add({ name, version, partition }, 'live', 0);
    return { name, version, partition };
  }
  if (row.version !== version || (row.isLeased && row.owner !== owner)) return undefined;
  const { last } = await store.safeHead(partition);
  if (row.position > last) throw new ProjectionAheadException(name, row.position, last);
  return { name, version, partition };
}
