import type { Statement } from '../statement.js';
import { sagaColumns } from './saga-columns.js';

/** Sagas by their ids. For a look at one, and once a second at most for all that are waited for: one round trip; primary key; no lock. Parameters: ids. */
export function findSagas(schema: string): Statement {
  return { name: `${schema}_find_sagas`, text: `SELECT ${sagaColumns('s')} FROM ${schema}.sagas s WHERE s.id = ANY($1::text[])` };
}

/** The attempts of a saga, in order. For people: one round trip; primary key; no lock. Parameters: id. */
export function sagaHistory(schema: string): Statement {
  return {
    name: `${schema}_saga_history`,
    text: `SELECT number, step, direction, attempt, outcome, extract(epoch FROM started_at), duration, error, changes
      FROM ${schema}.saga_steps WHERE saga_id = $1 ORDER BY number`,
  };
}
