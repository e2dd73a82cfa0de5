import { nodes, sagas, STATE } from './tables.js';

/**
 * Who owns sagas and is dead, or not known. Before a takeover: one round trip; the owners from the index `sagas_work`, then primary keys; no
 * lock. It is a statement of its own: a takeover that read the nodes itself would see them as they were before it waited.
 */
export function lostOwners(schema: string): string {
  return `SELECT o.owner, COALESCE(n.blame, 1)
    FROM (SELECT DISTINCT s.owner FROM ${sagas(schema)} s FORCE INDEX (sagas_work) WHERE s.owner IS NOT NULL AND s.state = ${STATE.active}) o
    LEFT JOIN ${nodes(schema)} n ON n.id = o.owner
    WHERE n.id IS NULL OR n.dead = 1`;
}
