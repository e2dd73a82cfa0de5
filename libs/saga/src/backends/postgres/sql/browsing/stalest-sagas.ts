import { isActive, isFinished } from '../../../../machine/saga-status.js';
import type { StalestQuery } from '../../../../browsing/saga-browser.js';
import type { Statement } from '../../statement.js';
import { OPEN_PARTS } from '../open-parts.js';
import { summaryColumns } from '../saga-columns.js';

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
