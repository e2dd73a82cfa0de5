import type { Clock } from '@ledgerline/storage';
import type { ProjectionKey, ProjectionLedger } from '../../ledger/projection-ledger.js';
import type { LedgerView } from '../../ledger/ledger-view.js';
import type { RebuildRecord } from '../record/rebuild-record.js';
import type { ShadowModel } from '../shadow/shadow-model.js';
import { createShadow } from './create-shadow.js';

/** What a claim is made with. */
export interface ShadowClaimOptions {
  readonly key: ProjectionKey;
  readonly ledger: ProjectionLedger;
  readonly view: LedgerView;
  readonly record: RebuildRecord;
  readonly model: ShadowModel;
  readonly owner: string;
  /** Of the lease, in milliseconds. */
  readonly term: number;
  readonly clock: Clock;
}

/**
 * The row of a rebuild, if this node may try to take it: no other node has it. A rebuild that has not handled anything, or whose tables
 * are gone, begins with new tables.
 */
export async function claimShadow(options: ShadowClaimOptions): Promise<ProjectionKey | undefined> {
  const { key, ledger, view, record, model, owner, term } = options;
  const row = (await view.rows()).find(
    ({ name, version, role }) => name === key.name && version === key.version && role === 'shadow',
  );
  if (!row || (row.isLeased && row.owner !== owner)) return undefined;
  if (row.position > 0 && (await model.exists())) return key;
  const taken = await ledger.take(key, owner, term);
  if (!taken) return undefined;
  if (taken.position > 0) await record.restart(key.name, key.version, taken.epoch);
  const isDone = await renewing(options, taken.epoch, () => createShadow(model, record, key.version, taken.epoch));
  return isDone ? key : undefined;
}

/** Keeps the lease while `work` takes its time. One that is lost all the same is found out by who asks the row. */
async function renewing<T>({ key, ledger, term, clock }: ShadowClaimOptions, epoch: number, work: () => Promise<T>): Promise<T> {
  let cancel: () => void = () => {};
  let isOver = false;
  const renewLater = () => {
    if (isOver) return;
    cancel = clock.setTimer(() => {
      void ledger.renew(key, epoch, term).then(renewLater, renewLater);
    }, term / 3);
  };
  renewLater();
  try {
    return await work();
  } finally {
    isOver = true;
    cancel();
  }
}
