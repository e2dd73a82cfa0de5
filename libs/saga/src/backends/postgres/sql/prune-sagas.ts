import type { Statement } from '../statement.js';

/**
 * Deletes sagas that ended long ago, with their attempts and signals, in one commit, so that an id that is used again finds nothing of the old
 * run. Once a minute, in batches: one round trip each; index `sagas_finished`, then primary keys. Parameters: age in milliseconds, limit.
 */
export function pruneSagas(schema: string): Statement {
  return {
    name: `${schema}_prune_sagas`,
    text: `WITH old AS MATERIALIZED (
        SELECT id FROM ${schema}.sagas
        WHERE finished_at IS NOT NULL AND finished_at < now() - $1::double precision * interval '1 millisecond'
        ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED),
      attempts AS (DELETE FROM ${schema}.saga_steps t USING old WHERE t.saga_id = old.id),
      signals AS (DELETE FROM ${schema}.saga_signals g USING old WHERE g.saga_id = old.id)
      DELETE FROM ${schema}.sagas s USING old WHERE s.id = old.id RETURNING 1`,
  };
}
