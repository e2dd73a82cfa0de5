import { placeholders } from '@ledgerline/storage';
import { SAGA_COLUMNS } from './saga-columns.js';
import { IS_IDLE, sagas, STATE, steps } from './tables.js';

/** Sagas by their ids. For a look at one, and once a second at most for all that are waited for: one round trip; primary key; no lock. Parameters: each id. */
export function findSagas(schema: string, count: number): string {
  return `SELECT ${SAGA_COLUMNS} FROM ${sagas(schema)} s WHERE s.id IN (${placeholders(count)})`;
}

/** Whether a saga is there. Before an insert in somebody's transaction: one round trip; primary key; no lock. Parameters: id. */
export function sagaExists(schema: string): string {
  return `SELECT 1 FROM ${sagas(schema)} s WHERE s.id = ?`;
}

/** Whether a row is still its owner's. When a write had no answer: one round trip; primary key; no lock. Parameters: id, token, owner. */
export function isOwners(schema: string): string {
  return `SELECT 1 FROM ${sagas(schema)} s WHERE s.id = ? AND s.token = ? AND s.owner <=> ?`;
}

/** The attempts of a saga, in order. For people: one round trip; primary key; no lock. Parameters: id. */
export function sagaHistory(schema: string): string {
  return `SELECT number, step, direction, attempt, outcome, TIMESTAMPDIFF(MICROSECOND, '1970-01-01', started_at), duration,
      CAST(error AS BINARY), CAST(changes AS BINARY)
    FROM ${steps(schema)} WHERE saga_id = ? ORDER BY number`;
}

/**
 * Counts of what is not finished, and of what is overdue. For metrics and health: one round trip; the index `sagas_work`, and the rows of what
 * is active; no lock. Parameters: milliseconds overdue.
 */
export function sagaCensus(schema: string): string {
  const from = `FROM ${sagas(schema)} s FORCE INDEX (sagas_work)`;
  return `SELECT 'a', s.name, s.status, COUNT(*) ${from} WHERE s.owner IS NULL AND s.state < ${STATE.finished} GROUP BY s.name, s.status
    UNION ALL
    SELECT 'a', s.name, s.status, COUNT(*) ${from} WHERE s.owner IS NOT NULL GROUP BY s.name, s.status
    UNION ALL
    SELECT 'o', s.name, COALESCE(CAST(s.reason AS BINARY), 'Nobody has taken it.'), COUNT(*) ${from}
      WHERE ${IS_IDLE} AND s.next_at < TIMESTAMPADD(MICROSECOND, ? * -1000, UTC_TIMESTAMP(6)) GROUP BY s.name, s.reason`;
}
