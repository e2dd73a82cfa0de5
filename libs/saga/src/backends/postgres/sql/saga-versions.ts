import type { Statement } from '../statement.js';

/**
 * The versions of sagas that are there and nobody's, of given names. Every five seconds: one round trip; steps through the index `sagas_due`, one
 * entry for each version; no lock. Parameters: names.
 */
export function sagaVersions(schema: string): Statement {
  return {
    name: `${schema}_saga_versions`,
    text: `WITH RECURSIVE v(name, version) AS (
        SELECT k.name, (SELECT min(s.version) FROM ${schema}.sagas s WHERE s.owner IS NULL AND s.active AND s.name = k.name)
        FROM unnest($1::text[]) k(name)
        UNION ALL
        SELECT v.name, (SELECT min(s.version) FROM ${schema}.sagas s WHERE s.owner IS NULL AND s.active AND s.name = v.name AND s.version > v.version)
        FROM v WHERE v.version IS NOT NULL)
      SELECT name, version FROM v WHERE version IS NOT NULL
      UNION
      SELECT s.name, s.version FROM ${schema}.sagas s WHERE s.owner IS NOT NULL AND s.active AND s.name = ANY($1::text[])`,
  };
}

/**
 * Lets sagas go on that were stopped for their version by another definition than this one. Once a minute for each definition: one round
 * trip; index `sagas_standing`. Parameters: name, version, fingerprint.
 */
export function resumeStopped(schema: string): Statement {
  return {
    name: `${schema}_resume_stopped`,
    text: `UPDATE ${schema}.sagas SET active = true, next_at = now(), error = NULL, reason = NULL,
        status = CASE WHEN progress->>'ends' IS NULL THEN 'running' ELSE 'compensating' END
      WHERE NOT active AND finished_at IS NULL AND status = 'stopped' AND name = $1 AND version <= $2 AND fingerprint <> $3 AND error->>'code' = 'SAGA_VERSION'
      RETURNING 1`,
  };
}
