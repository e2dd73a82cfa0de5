import type { Statement } from '../statement.js';

/**
 * Forgets nodes that died long ago and own nothing any more; while they do, the row tells whether their deaths are blamed on what they ran.
 * Once a minute, a batch: one round trip; reads the few rows of the table, and an entry of the index `sagas_owner` for each that is old; passes
 * over what others are deleting. Parameters: age in milliseconds, limit.
 */
export function forgetNodes(schema: string): Statement {
  return {
    name: `${schema}_forget_nodes`,
    text: `DELETE FROM ${schema}.nodes WHERE id = ANY(ARRAY(
      SELECT n.id FROM ${schema}.nodes n
      WHERE n.dead AND n.lease_until < now() - $1::double precision * interval '1 millisecond'
        AND NOT EXISTS (SELECT FROM ${schema}.sagas s WHERE s.owner = n.id AND s.owner IS NOT NULL AND s.active)
      LIMIT $2 FOR UPDATE OF n SKIP LOCKED))`,
  };
}
