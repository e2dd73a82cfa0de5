import type { RunnableSaga } from '../../saga-store.js';
import { claimSagasName } from './claim-sagas.procedure.js';
import { hex, jsonOf, unhex } from './hex.js';
import { IS_IDLE, sagas } from './tables.js';
import { takeOverSagasName } from './take-over-sagas.procedure.js';

/** Claims by the procedure. One round trip; see the procedure. Parameters: node, name, version, limit. */
export function claimSagas(schema: string): string {
  return `CALL ${claimSagasName(schema)}(?, ?, ?, ?)`;
}

/** Takes over by the procedure. One round trip; see the procedure. Parameters: node, lost owners, runnable, whether suspects are wanted, limit. */
export function takeOverSagas(schema: string): string {
  return `CALL ${takeOverSagasName(schema)}(?, ?, ?, ?, ?)`;
}

/**
 * Which of the sagas that a node can run have any that is due, the longest due first. At each look for work: one round trip, and nothing else
 * while there is nothing to do; an entry of the index `sagas_work` for each name and version; no lock. Parameters: {@link runnableJson}.
 */
export function dueNames(schema: string): string {
  return `SELECT d.o FROM (
      SELECT k.o, (SELECT s.next_at FROM ${sagas(schema)} s FORCE INDEX (sagas_work)
        WHERE ${IS_IDLE} AND s.name = ${unhex('k.n')} AND s.version = k.v AND s.next_at <= UTC_TIMESTAMP(6)
        ORDER BY s.next_at LIMIT 1) AS next_at
      FROM JSON_TABLE(${jsonOf('?')}, '$[*]' COLUMNS (o FOR ORDINALITY, n VARCHAR(510) PATH '$.n', v INT PATH '$.v')) k) d
    WHERE d.next_at IS NOT NULL ORDER BY d.next_at`;
}

/** Names and versions as statements take them. */
export function runnableJson(runnable: readonly RunnableSaga[]): string {
  return JSON.stringify(runnable.map(({ name, version }) => ({ n: hex(name), v: version })));
}
