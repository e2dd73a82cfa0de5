import { jsonOf, unhex } from './hex.js';
import { IS_IDLE, sagas, STATE } from './tables.js';

/**
 * The next version after a given one that is there and nobody's, of each of several names. Once a minute: one round trip for each version, and
 * one; an entry of the index `sagas_work` for each; no lock. Parameters: `[{ n: name, v: version }]` as JSON.
 */
export function nextVersions(schema: string): string {
  return `SELECT k.o, (SELECT s.version FROM ${sagas(schema)} s FORCE INDEX (sagas_work)
      WHERE ${IS_IDLE} AND s.name = ${unhex('k.n')} AND s.version > k.v ORDER BY s.version LIMIT 1)
    FROM JSON_TABLE(${jsonOf('?')}, '$[*]' COLUMNS (o FOR ORDINALITY, n VARCHAR(510) PATH '$.n', v INT PATH '$.v')) k`;
}

/** The names and versions that nodes run. Once a minute: one round trip; the entries of what runs in the index `sagas_work`; no lock. */
export function runningVersions(schema: string): string {
  return `SELECT DISTINCT s.name, s.version FROM ${sagas(schema)} s FORCE INDEX (sagas_work) WHERE s.owner IS NOT NULL AND s.state = ${STATE.active}`;
}

/**
 * Lets sagas go on that were stopped for their version by another definition than this one. Once a minute for each definition: one round
 * trip; index `sagas_work`: reads the sagas of this name that stand. Parameters: name, version, fingerprint.
 */
export function resumeStopped(schema: string): string {
  return `UPDATE ${sagas(schema)} s FORCE INDEX (sagas_work)
    SET s.status = IF(JSON_EXTRACT(s.progress, '$.ends') IS NULL, 'running', 'compensating'),
      s.state = ${STATE.active}, s.next_at = UTC_TIMESTAMP(6), s.error = NULL, s.reason = NULL
    WHERE s.owner IS NULL AND s.state = ${STATE.standing} AND s.name = ? AND s.version <= ? AND s.status = 'stopped' AND s.fingerprint <> ?
      AND JSON_UNQUOTE(JSON_EXTRACT(s.error, '$.code')) = 'SAGA_VERSION'`;
}
