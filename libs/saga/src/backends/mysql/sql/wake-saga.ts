import { IS_IDLE, sagas } from './tables.js';

/** Ends the rest of a saga now: a delay has passed, the next attempt is due, a wait has run out. Primary key; locks that row. Parameters: id. */
export function wakeSaga(schema: string): string {
  return `UPDATE ${sagas(schema)} s SET s.next_at = UTC_TIMESTAMP(6), s.due_at = LEAST(s.due_at, UTC_TIMESTAMP(6))
    WHERE s.id = ? AND ${IS_IDLE} AND (s.due_at IS NOT NULL OR (s.status = 'pending' AND s.next_at IS NOT NULL))`;
}
