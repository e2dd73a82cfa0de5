import { placeholders } from '@ledgerline/storage';
import { SAGA_COLUMNS } from './saga-columns.js';
import { sagas, steps } from './tables.js';

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
