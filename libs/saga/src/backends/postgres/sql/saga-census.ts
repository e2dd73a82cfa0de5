import type { Statement } from '../statement.js';
import { OPEN_PARTS } from './open-parts.js';

/**
 * Counts of what is not finished, and of what is overdue. For metrics and health: one round trip; no lock. What waits, of which there may be
 * very many, is counted from the index `sagas_due` alone, what stands from `sagas_standing`; rows are read of what runs, by `sagas_owner`, and
 * of what is overdue. Parameters: milliseconds overdue.
 */
export function sagaCensus(schema: string): Statement {
  const parts = Object.values(OPEN_PARTS).map(
    (part) => `SELECT s.name, s.status, count(*) AS n FROM ${schema}.sagas s WHERE ${part} GROUP BY s.name, s.status`,
  );
  return {
    name: `${schema}_saga_census`,
    text: `SELECT 'a', name, status, sum(n) FROM (${parts.join(' UNION ALL ')}) c GROUP BY name, status
      UNION ALL
      SELECT 'o', s.name, COALESCE(s.reason, 'Nobody has taken it.'), count(*) FROM ${schema}.sagas s
        WHERE ${OPEN_PARTS.idle} AND s.next_at < now() - $1::double precision * interval '1 millisecond' GROUP BY s.name, s.reason`,
  };
}
