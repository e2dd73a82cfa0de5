import { placeholders } from '@ledgerline/storage';
import { nodes, sagas, STATE } from './tables.js';

/**
 * Nodes that died long ago and own nothing any more; while they do, the row tells whether their deaths are blamed on what they ran. Once a
 * minute: one round trip; reads the few rows of the table, and an entry of the index `sagas_work` for each that is old; no lock.
 * Parameters: age in milliseconds, limit.
 */
export function forgottenNodes(schema: string): string {
  return `SELECT n.id FROM ${nodes(schema)} n
    WHERE n.dead = 1 AND n.lease_until < TIMESTAMPADD(MICROSECOND, ? * -1000, UTC_TIMESTAMP(6))
      AND NOT EXISTS (SELECT 1 FROM ${sagas(schema)} s FORCE INDEX (sagas_work) WHERE s.owner = n.id AND s.state = ${STATE.active})
    LIMIT ?`;
}

/**
 * Removes nodes: one that leaves and has given up everything, or dead ones, which own nothing ever again. One round trip; primary key.
 * Parameters: each id.
 */
export function forgetNodes(schema: string, count: number): string {
  return `DELETE FROM ${nodes(schema)} WHERE id IN (${placeholders(count)})`;
}
