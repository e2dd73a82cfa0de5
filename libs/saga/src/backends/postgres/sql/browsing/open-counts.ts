import type { Statement } from '../../statement.js';
import { OPEN_PARTS } from '../open-parts.js';

/**
 * How many open sagas there are, by name and status; each part is counted up to a limit. For people: one round trip; partial indexes; no lock.
 * Parameters: name or null, limit.
 */
export function openCounts(schema: string): Statement {
  const parts = Object.values(OPEN_PARTS).map(
    (part) => `(SELECT s.name, s.status FROM ${schema}.sagas s WHERE ${part} AND ($1::text IS NULL OR s.name = $1) LIMIT $2)`,
  );
  return {
    name: `${schema}_open_counts`,
    text: `SELECT name, status, count(*) FROM (${parts.join(' UNION ALL ')}) s GROUP BY name, status`,
  };
}
