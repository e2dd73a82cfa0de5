import type { SqlValue } from '@ledgerline/storage';
import type { TimerPlace } from '../../../../browsing/saga-browser.js';
import { SUMMARY_COLUMNS } from '../saga-columns.js';
import { IS_IDLE, sagas } from '../tables.js';

const AT = `TIMESTAMPADD(MICROSECOND, ?, '1970-01-01')`;

/** Sagas that go on by themselves, soonest first. For people: one round trip; index `sagas_work`, sorted; no lock. */
export function sagaTimers(
  schema: string,
  { after, limit }: { readonly after?: TimerPlace; readonly limit: number },
): { sql: string; values: SqlValue[] } {
  const place = after === undefined ? '' : `AND s.next_at >= ${AT} AND (s.next_at > ${AT} OR s.id > ?)`;
  const sql = `SELECT ${SUMMARY_COLUMNS} FROM ${sagas(schema)} s FORCE INDEX (sagas_work)
    WHERE ${IS_IDLE} AND s.next_at IS NOT NULL ${place} ORDER BY s.next_at, s.id LIMIT ?`;
  const at = after === undefined ? 0n : BigInt(Math.round(after.at * 1e3));
  return { sql, values: [...(after === undefined ? [] : [at, at, after.id]), BigInt(limit)] };
}
