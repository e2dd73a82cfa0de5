import type { ProjectionRow } from '../ledger/projection-ledger.js';
import { codeVersion } from './record/complete-swap.js';

/** What a node has to do about rebuilding a projection. */
export type RebuildPlan =
  /** Nothing: it serves the version of this node's code, or a newer one, or has not begun. */
  | { readonly kind: 'none' }
  /** A newer release rebuilds it, or has done so: this node's class is out of service when the swap is made. */
  | { readonly kind: 'superseded'; readonly by: number }
  /** The model of this node's class is to be built in the shadow, under this version of the ledger's row. */
  | { readonly kind: 'build'; readonly version: number }
  /** The same, by a class that names no entities: the model is emptied and filled again where it is. */
  | { readonly kind: 'in-place' };

/**
 * Decides by the rows of the ledger alone, so that all nodes of one release come to the same answer.
 *
 * @param definition of this node's class
 */
export function planRebuild(
  definition: { readonly name: string; readonly version: number; readonly entities: readonly unknown[] },
  rows: readonly Pick<ProjectionRow, 'name' | 'version' | 'role'>[],
): RebuildPlan {
  const { name, version, entities } = definition;
  const own = rows.filter((row) => row.name === name);
  const live = own.find(({ role }) => role === 'live');
  if (!live) return { kind: 'none' };
  const shadows = own.filter(({ role }) => role === 'shadow').map((row) => row.version);
  const newest = Math.max(live.version, ...shadows.map(codeVersion));
  if (newest > version) return { kind: 'superseded', by: newest };
  if (live.version < version) return entities.length === 0 ? { kind: 'in-place' } : { kind: 'build', version };
  return shadows.includes(-version) ? { kind: 'build', version: -version } : { kind: 'none' };
}
