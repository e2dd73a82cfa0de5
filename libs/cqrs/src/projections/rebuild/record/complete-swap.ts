import type { EntityManager } from 'typeorm';
import type { LockedRow, RebuildRecord } from './rebuild-record.js';

/**
 * A rebuild has a row beside the live one, whose version may be the same: then it goes by the negative of it until the swap.
 */
export const shadowVersion = (version: number, live: number | undefined): number => (version === live ? -version : version);

/** The version of the code that a shadow's row belongs to. */
export const codeVersion = (shadow: number): number => Math.abs(shadow);

/**
 * Writes down that the tables of a shadow are the live ones now: its rows become the live ones, and those before are archived, so that
 * nodes of their version see it and stop. In a transaction that has locked the rows; does nothing when that was written down already.
 */
export async function completeSwap(
  record: RebuildRecord,
  manager: EntityManager,
  name: string,
  rows: readonly LockedRow[],
  version: number,
): Promise<void> {
  const shadows = rows.filter((row) => row.role === 'shadow' && row.version === version);
  if (shadows.length === 0) return;
  const live = rows.filter(({ role }) => role === 'live');
  // Above every epoch that was: nobody who worked on either row can go on.
  const epoch = Math.max(...rows.map((row) => row.epoch)) + 1;
  const isPaused = live.some(({ mode }) => mode === 'paused');
  const target = codeVersion(version);
  const inTheWay = rows.filter((row) => row.version === target && row.role !== 'shadow');
  await record.discardOthers(name, version, manager);
  for (const row of inTheWay) await record.remove(manager, name, row);
  if (live.some((row) => row.version !== target)) await record.retire(manager, name);
  for (const shadow of shadows) {
    await record.promote(manager, name, shadow, { version: target, mode: isPaused ? 'paused' : 'running', epoch });
  }
}
