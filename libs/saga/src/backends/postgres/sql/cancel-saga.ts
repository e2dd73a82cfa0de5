import type { Statement } from '../statement.js';

/**
 * Asks for a cancel: a pending saga ends at once, a resting one is due at once, a running one hears of it by its next write or its node's next
 * look. One round trip; primary key; locks that row, and its parent's when it ends, which wakes the parent. Parameters: id, reason.
 */
export function cancelSaga(schema: string): Statement {
  const ends = `s.status = 'pending'`;
  return {
    name: `${schema}_cancel_saga`,
    text: `WITH u AS (
        UPDATE ${schema}.sagas s SET cancel_requested = true,
          cancel_reason = CASE WHEN s.cancel_requested THEN s.cancel_reason ELSE $2 END,
          status = CASE WHEN ${ends} THEN 'cancelled' ELSE s.status END,
          active = NOT ${ends},
          reason = CASE WHEN ${ends} THEN CASE WHEN $2 = '' THEN 'Cancelled.' ELSE 'Cancelled: ' || $2 END ELSE s.reason END,
          progress = CASE WHEN ${ends} THEN '{"undo":[],"ends":"cancelled"}'::json ELSE s.progress END,
          finished_at = CASE WHEN ${ends} THEN clock_timestamp() END,
          next_at = CASE WHEN ${ends} THEN NULL WHEN s.owner IS NULL AND s.status = 'waiting' THEN now() ELSE s.next_at END
        WHERE s.id = $1 AND s.active RETURNING s.id, s.status, s.owner, s.parent, s.active),
      p AS (
        UPDATE ${schema}.sagas p SET signals = p.signals + 1,
          next_at = CASE WHEN p.owner IS NULL AND p.waiting_for = u.id THEN now() ELSE p.next_at END
        FROM u WHERE NOT u.active AND p.id = u.parent AND p.active)
      SELECT 'd', status, owner FROM u
      UNION ALL SELECT 'r', status, NULL FROM ${schema}.sagas WHERE id = $1 AND NOT EXISTS (SELECT FROM u)`,
  };
}
