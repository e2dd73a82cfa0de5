import type { Statement } from '../statement.js';
import { sagaColumns } from './saga-columns.js';

/**
 * Takes sagas that are due and nobody's, the longest due first, under new tokens. At each look for work: one round trip. For each name and
 * version it walks the index `sagas_due`, so that sagas that this node does not know are never walked past; locks what it takes and passes
 * over what others are taking. The ids go to the update as an array: joined, a guess at the limit could make it scan the whole table.
 *
 * Parameters: node, names, versions, limit.
 */
export function claimSagas(schema: string): Statement {
  return {
    name: `${schema}_claim_sagas`,
    text: `WITH due AS MATERIALIZED (
        SELECT d.id FROM unnest($2::text[], $3::integer[]) k(name, version) CROSS JOIN LATERAL (
          SELECT s.id, s.next_at FROM ${schema}.sagas s
          WHERE s.owner IS NULL AND s.active AND s.name = k.name AND s.version = k.version AND s.next_at <= now()
          ORDER BY s.next_at LIMIT $4 FOR NO KEY UPDATE SKIP LOCKED) d
        ORDER BY d.next_at LIMIT $4)
      UPDATE ${schema}.sagas s SET owner = $1, token = s.token + 1,
        status = CASE WHEN s.status IN ('pending', 'waiting') THEN 'running' ELSE s.status END
      WHERE s.id = ANY(ARRAY(SELECT id FROM due)) RETURNING ${sagaColumns('s')}`,
  };
}
