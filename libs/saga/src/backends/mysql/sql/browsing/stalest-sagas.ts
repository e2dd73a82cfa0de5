import { placeholders, type SqlValue } from '@ledgerline/storage';
import type { StalestQuery } from '../../../../browsing/saga-browser.js';
import { SUMMARY_COLUMNS } from '../saga-columns.js';
import { sagas } from '../tables.js';

/** Open sagas, the one without a record for longest first. For people: one round trip; index `sagas_finished` (those without an end), sorted; no lock. */
export function stalestSagas(schema: string, { statuses, saga, limit }: StalestQuery): { sql: string; values: SqlValue[] } {
  const sql = `SELECT ${SUMMARY_COLUMNS} FROM ${sagas(schema)} s FORCE INDEX (sagas_finished)
    WHERE s.finished_at IS NULL AND s.status IN (${placeholders(statuses.length)}) ${saga === undefined ? '' : 'AND s.name = ?'}
    ORDER BY s.updated_at, s.id LIMIT ?`;
  return { sql, values: [...statuses, ...(saga === undefined ? [] : [saga]), BigInt(limit)] };
}
