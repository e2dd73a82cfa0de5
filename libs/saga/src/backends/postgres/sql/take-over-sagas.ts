import type { Statement } from '../statement.js';
import { sagaColumns } from './saga-columns.js';

/**
 * Who owns sagas and is dead, or not known. Before a takeover: one round trip; reads the owners from the index `sagas_owner`, one entry for
 * each owner. It is a statement of its own: a takeover that read the nodes itself would see them as they were before it waited.
 */
export function lostOwners(schema: string): Statement {
  return {
    name: `${schema}_lost_owners`,
    text: `WITH RECURSIVE o(owner) AS (
        (SELECT owner FROM ${schema}.sagas WHERE owner IS NOT NULL AND active ORDER BY owner LIMIT 1)
        UNION ALL
        SELECT (SELECT s.owner FROM ${schema}.sagas s WHERE s.owner IS NOT NULL AND s.active AND s.owner > o.owner ORDER BY s.owner LIMIT 1)
        FROM o WHERE o.owner IS NOT NULL)
      SELECT o.owner, COALESCE(n.blame, true) FROM o LEFT JOIN ${schema}.nodes n ON n.id = o.owner
      WHERE o.owner IS NOT NULL AND (n.id IS NULL OR n.dead)`,
  };
}

/**
 * Takes sagas of dead owners, under new tokens; a death that is blamed on what the node ran is counted. At each look for the dead: one round
 * trip for a batch. Index `sagas_owner`; locks what it takes and passes over what others are taking.
 *
 * Parameters: node, names, versions, limit, dead owners, whether their deaths are blamed, whether suspects are wanted.
 */
export function takeOverSagas(schema: string): Statement {
  return {
    name: `${schema}_take_over_sagas`,
    text: `WITH lost AS MATERIALIZED (
        SELECT s.id, o.blame FROM unnest($5::text[], $6::boolean[]) o(owner, blame) JOIN ${schema}.sagas s ON s.owner = o.owner
        JOIN unnest($2::text[], $3::integer[]) k(name, version) ON s.name = k.name AND s.version = k.version
        WHERE s.owner IS NOT NULL AND s.active AND (s.recoveries >= 2) = $7
        LIMIT $4 FOR NO KEY UPDATE OF s SKIP LOCKED)
      UPDATE ${schema}.sagas s SET owner = $1, token = s.token + 1, doubtful = true,
        recoveries = s.recoveries + CASE WHEN lost.blame THEN 1 ELSE 0 END
      FROM lost WHERE s.id = lost.id RETURNING ${sagaColumns('s')}`,
  };
}
