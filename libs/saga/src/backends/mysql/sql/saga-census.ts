import { IS_IDLE, sagas, STATE } from './tables.js';

/**
 * Counts of what is not finished, and of what is overdue. For metrics and health: one round trip; no lock. Counted from the index `sagas_work`
 * alone; rows are read of what is overdue. Parameters: milliseconds overdue.
 */
export function sagaCensus(schema: string): string {
  const from = `FROM ${sagas(schema)} s FORCE INDEX (sagas_work)`;
  return `SELECT 'a', c.name, c.status, SUM(c.n) FROM (
      SELECT s.name, s.status, COUNT(*) AS n ${from} WHERE s.owner IS NULL AND s.state < ${STATE.finished} GROUP BY s.name, s.status
      UNION ALL
      SELECT s.name, s.status, COUNT(*) ${from} WHERE s.owner IS NOT NULL GROUP BY s.name, s.status) c
    GROUP BY c.name, c.status
    UNION ALL
    SELECT 'o', s.name, COALESCE(CAST(s.reason AS BINARY), 'Nobody has taken it.'), COUNT(*) ${from}
      WHERE ${IS_IDLE} AND s.next_at < TIMESTAMPADD(MICROSECOND, ? * -1000, UTC_TIMESTAMP(6)) GROUP BY s.name, s.reason`;
}
