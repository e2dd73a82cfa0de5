import { isActive, isFinished } from '../../../../machine/saga-status.js';
import type { StalestQuery } from '../../../../browsing/saga-browser.js';
import type { Statement } from '../../statement.js';
import { summaryColumns } from '../saga-columns.js';

/** The open sagas, in parts for each of which there is a partial index: `sagas_due`, `sagas_owner`, `sagas_standing`. */
export const OPEN_PARTS = {
  idle: 's.active AND s.owner IS NULL',
  running: 's.active AND s.owner IS NOT NULL',
  standing: 's.finished_at IS NULL AND NOT s.active',
} as const;

/**
 * Open sagas, the one without a record for longest first. For people: one round trip; each part by its partial index, sorted; no lock.
 */
export function stalestSagas(
  schema: string,
  { statuses, saga, limit }: StalestQuery,
): { statement: Statement; values: unknown[] } {
  const values: unknown[] = [statuses, limit, ...(saga === undefined ? [] : [saga])];
  const parts = [
    ...(statuses.some(isActive) ? [OPEN_PARTS.idle, OPEN_PARTS.running] : []),
    ...(statuses.some((status) => !isActive(status) && !isFinished(status)) ? [OPEN_PARTS.standing] : []),
  ].map(
    (
      part,
    ) => `(SELECT s.* FROM ${schema}.sagas s WHERE ${part} AND s.status = ANY ($1::text[]) ${saga === undefined ? '' : 'AND s.name = $3'}
      ORDER BY s.updated_at, s.id LIMIT $2)`,
  );
  const text = `SELECT ${summaryColumns('s')} FROM (${parts.join(' UNION ALL ')}) s ORDER BY s.updated_at, s.id LIMIT $2`;
  return { statement: { name: '', text }, values };
}
