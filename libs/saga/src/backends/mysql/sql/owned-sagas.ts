import { placeholders } from '@ledgerline/storage';
import { sagas, STATE } from './tables.js';

/** The sagas of a node. A few times in a term: one round trip; index `sagas_work`; no lock. Parameters: node. */
export function ownedSagas(schema: string): string {
  return `SELECT s.id, s.token FROM ${sagas(schema)} s WHERE s.owner = ? AND s.state = ${STATE.active}`;
}

/** The sagas of a node that are to be cancelled. Twice a second while it runs any: one round trip; index `sagas_work`; no lock. Parameters: node. */
export function cancelRequests(schema: string): string {
  return `SELECT s.id, CAST(s.cancel_reason AS BINARY) FROM ${sagas(schema)} s WHERE s.owner = ? AND s.state = ${STATE.active} AND s.cancel_requested = 1`;
}

/**
 * Gives up sagas of a node, which are due at once. After a lost answer, and at shutdown: one round trip; primary key; locks the rows in the
 * order of their ids. Parameters: whether they are in doubt (null = as they are), each id, node.
 */
export function releaseSagas(schema: string, count: number): string {
  return `UPDATE ${sagas(schema)} s FORCE INDEX (PRIMARY)
    SET s.owner = NULL, s.token = s.token + 1, s.next_at = UTC_TIMESTAMP(6), s.doubtful = COALESCE(?, s.doubtful)
    WHERE s.id IN (${placeholders(count)}) AND s.owner = ? AND s.state = ${STATE.active}`;
}
