import type { Statement } from '../statement.js';
import { sagaColumns } from './saga-columns.js';

/** Sagas by their ids. For a look at one, and once a second at most for all that are waited for: one round trip; primary key; no lock. Parameters: ids. */
export function findSagas(schema: string): Statement {
  return { name: 'll_find_sagas', text: `SELECT ${sagaColumns('s')} FROM ${schema}.sagas s WHERE s.id = ANY($1::text[])` };
}

/** The attempts of a saga, in order. For people: one round trip; primary key; no lock. Parameters: id. */
export function sagaHistory(schema: string): Statement {
  return {
    name: 'll_saga_history',
    text: `SELECT number, step, direction, attempt, outcome, extract(epoch FROM started_at), duration, error, changes
      FROM ${schema}.saga_steps WHERE saga_id = $1 ORDER BY number`,
  };
}

/**
 * Counts of what is not finished, and of what is overdue. For metrics and health: one round trip; no lock. Reads what is not finished by the
 * indexes `sagas_due`, `sagas_owner` and `sagas_standing`, and nothing of the finished sagas, of which there are most. Parameters:
 * milliseconds overdue.
 */
export function sagaCensus(schema: string): Statement {
  return {
    name: 'll_saga_census',
    text: `SELECT 'a', name, status, count(*) FROM ${schema}.sagas
        WHERE (owner IS NULL AND active) OR (owner IS NOT NULL AND active) OR (NOT active AND finished_at IS NULL) GROUP BY name, status
      UNION ALL
      SELECT 'o', name, COALESCE(reason, 'Nobody has taken it.'), count(*) FROM ${schema}.sagas
        WHERE active AND owner IS NULL AND next_at < now() - $1::double precision * interval '1 millisecond' GROUP BY name, reason`,
  };
}
