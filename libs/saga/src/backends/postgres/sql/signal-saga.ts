import type { Statement } from '../statement.js';

/**
 * Keeps a signal and wakes the saga that rests for it. One round trip; primary keys; locks the saga's row for the moment of this commit.
 *
 * Parameters: saga, signal id, name, payload.
 */
export function signalSaga(schema: string): Statement {
  return {
    name: `${schema}_signal_saga`,
    text: `WITH t AS MATERIALIZED (
        SELECT s.id, s.status, s.owner FROM ${schema}.sagas s WHERE s.id = $1 AND (s.active OR s.status = 'stopped') FOR NO KEY UPDATE),
      i AS (
        INSERT INTO ${schema}.saga_signals (saga_id, signal_id, name, payload, woken) SELECT t.id, $2, $3, $4::json, true FROM t
        ON CONFLICT (saga_id, signal_id) DO NOTHING RETURNING 1),
      u AS (
        UPDATE ${schema}.sagas s SET signals = s.signals + 1,
          next_at = CASE WHEN s.owner IS NULL AND s.active AND s.waiting_for = $3 THEN now() ELSE s.next_at END
        WHERE s.id = $1 AND EXISTS (SELECT FROM i))
      SELECT 'd', status, owner FROM t
      UNION ALL SELECT 'r', status, NULL FROM ${schema}.sagas WHERE id = $1 AND NOT EXISTS (SELECT FROM t)`,
  };
}

/**
 * Keeps a signal with the caller's transaction. It inserts only: a lock on the saga's row would hold up its progress until that commit.
 * {@link wakeSignalled} wakes the saga. One round trip; primary keys. Parameters: saga, signal id, name, payload.
 */
export function keepSignal(schema: string): Statement {
  return {
    name: `${schema}_keep_signal`,
    text: `WITH t AS MATERIALIZED (SELECT s.id, s.status, s.owner FROM ${schema}.sagas s WHERE s.id = $1 AND (s.active OR s.status = 'stopped')),
      i AS (
        INSERT INTO ${schema}.saga_signals (saga_id, signal_id, name, payload, woken) SELECT t.id, $2, $3, $4::json, false FROM t
        ON CONFLICT (saga_id, signal_id) DO NOTHING)
      SELECT 'd', status, owner FROM t
      UNION ALL SELECT 'r', status, NULL FROM ${schema}.sagas WHERE id = $1 AND NOT EXISTS (SELECT FROM t)`,
  };
}

/**
 * Wakes the sagas of signals that came by a caller's transaction. Once a second: one round trip; index `saga_signals_unwoken`, empty nearly
 * always; locks those sagas in the order of their ids, passing over held ones until the next time.
 */
export function wakeSignalled(schema: string): Statement {
  return {
    name: `${schema}_wake_signalled`,
    text: `WITH n AS MATERIALIZED (SELECT DISTINCT saga_id FROM ${schema}.saga_signals WHERE NOT woken ORDER BY saga_id LIMIT 1000),
      l AS MATERIALIZED (
        SELECT s.id FROM n JOIN ${schema}.sagas s ON s.id = n.saga_id ORDER BY s.id FOR NO KEY UPDATE OF s SKIP LOCKED),
      w AS (
        UPDATE ${schema}.saga_signals g SET woken = true FROM l WHERE g.saga_id = l.id AND NOT g.woken RETURNING g.saga_id, g.name)
      UPDATE ${schema}.sagas s SET signals = s.signals + 1,
        next_at = CASE WHEN s.owner IS NULL AND s.active AND EXISTS (SELECT FROM w WHERE w.saga_id = s.id AND w.name = s.waiting_for)
          THEN now() ELSE s.next_at END
      FROM l WHERE s.id = l.id AND EXISTS (SELECT FROM w WHERE w.saga_id = s.id)
      RETURNING 1`,
  };
}

/** The oldest signal of a name that was not taken. When a saga comes to a wait: one round trip; primary key; no lock. Parameters: saga, name, taken numbers. */
export function nextSignal(schema: string): Statement {
  return {
    name: `${schema}_next_signal`,
    text: `SELECT number, payload FROM ${schema}.saga_signals WHERE saga_id = $1 AND name = $2 AND number <> ALL($3::bigint[])
      ORDER BY number LIMIT 1`,
  };
}
