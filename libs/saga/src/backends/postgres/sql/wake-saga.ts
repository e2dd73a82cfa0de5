import type { Statement } from '../statement.js';

/**
 * Ends the rest of a saga now: a delay has passed, the next attempt is due, a wait has run out. One round trip; primary key; locks that row.
 * Parameters: id.
 */
export function wakeSaga(schema: string): Statement {
  return {
    name: `${schema}_wake_saga`,
    text: `WITH u AS (
        UPDATE ${schema}.sagas s SET next_at = clock_timestamp(), due_at = least(s.due_at, clock_timestamp())
        WHERE s.id = $1 AND s.active AND s.owner IS NULL AND (s.due_at IS NOT NULL OR (s.status = 'pending' AND s.next_at IS NOT NULL))
        RETURNING s.status)
      SELECT 'd', status, NULL FROM u
      UNION ALL SELECT 'r', status, NULL FROM ${schema}.sagas WHERE id = $1 AND NOT EXISTS (SELECT FROM u)`,
  };
}
