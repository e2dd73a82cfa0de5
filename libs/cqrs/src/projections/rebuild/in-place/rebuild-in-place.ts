import type { EntityManager } from 'typeorm';
import type { ProjectionRow } from '../../ledger/projection-ledger.js';
import type { RebuildRecord } from '../record/rebuild-record.js';

/** The version of the row that tells where a model was before it was last emptied; those of classes begin at 1. */
const BEFORE = 0;
/** Milliseconds that a node may take for one step, before it is taken for dead. */
const PATIENCE = 60_000;

/**
 * Empties the model of a projection and sends it back to the start of the log, in one transaction: readers see it fill again. Whoever
 * handles a batch ends that first.
 *
 * @param version of the class that will fill it; unless `isForced`, nothing is done when the model is of that version already
 * @param reset empties the model
 * @returns whether it was done
 */
export async function rebuildInPlace(
  record: RebuildRecord,
  manager: EntityManager,
  { name, version, isForced }: { readonly name: string; readonly version: number; readonly isForced: boolean },
  reset: (manager: EntityManager) => Promise<void>,
): Promise<boolean> {
  const rows = await record.lock(manager, name, PATIENCE);
  const live = rows.filter(({ role }) => role === 'live');
  const isDue = live.some((row) => row.version < version || (isForced && row.version === version));
  if (!isDue) return false;
  await reset(manager);
  for (const row of live) {
    // Emptied again half-way, it still has to pass where it once was.
    const before = rows.find((each) => each.version === BEFORE && each.partition === row.partition);
    const reached = Math.max(row.position, before?.position ?? 0);
    if (before) await record.remove(manager, name, before);
    await record.archive(manager, name, { version: BEFORE, partition: row.partition, position: reached });
    await record.restartLive(manager, name, row, version);
  }
  return true;
}

/** Up to where a live model had handled events before it was emptied: those are handled again. 0 when it never was. */
export function handledBefore(rows: readonly ProjectionRow[], name: string, partition: number): number {
  return rows.find((row) => row.name === name && row.partition === partition && row.version === BEFORE)?.position ?? 0;
}
