import { STATE, sagas, steps } from './tables.js';
import { jsonOf, unhex } from './hex.js';
import { isHeld, writeAssignments, type WriteValue } from './write-columns.js';

const TEXT = 'LONGTEXT CHARACTER SET utf8mb4';

/** The parameters in their order, behind id, token and owner; context and results come last before the attempts. */
export const RECORD_PARAMETERS: readonly (readonly [WriteValue, string])[] = [
  ['fingerprint', 'VARBINARY(255)'],
  ['status', 'VARBINARY(32)'],
  ['state', 'INT'],
  ['progress', TEXT],
  ['failedStep', 'VARBINARY(255)'],
  ['error', TEXT],
  ['reason', TEXT],
  ['waitingFor', 'VARBINARY(255)'],
  ['released', 'INT'],
  ['due', 'BIGINT'],
  ['bounded', 'INT'],
  ['guard', 'INT'],
  ['seen', 'BIGINT'],
  ['progressed', 'INT'],
];

/** The attempts of a write; texts are hexadecimal. */
export const ATTEMPTS = `'$[*]' COLUMNS (n INT PATH '$.n', s VARCHAR(510) PATH '$.s', d CHAR(1) PATH '$.d', a INT PATH '$.a',
      r VARCHAR(20) PATH '$.r', b DOUBLE PATH '$.b', l DOUBLE PATH '$.l', x LONGTEXT PATH '$.x', c LONGTEXT PATH '$.c')`;

/**
 * Records what became of one saga, in a transaction of its own: one call, one round trip, one commit. It is a procedure so that a process
 * that pauses, or a connection that is cut, never leaves the row locked.
 *
 * Somebody's lock is not waited for: without an answer the saga is held, or is no longer its owner's, which a plain read tells. The end of a
 * child wakes its parent in the same commit, which locks the parent's row after the child's; a parent that is held holds the child, too.
 *
 * It answers one row (held by its guard, signals, cancel requested, its reason), or none. Indexes: primary keys.
 */
export function recordSagaProcedure(schema: string): string {
  const valueOf = (name: WriteValue) => `p_${name}`;
  const parameters = RECORD_PARAMETERS.map(([name, type]) => `p_${name} ${type}`).join(', ');
  const table = sagas(schema);
  return `CREATE PROCEDURE ${recordSagaName(schema)}(p_id VARBINARY(255), p_token BIGINT, p_owner VARBINARY(191), ${parameters},
  p_context ${TEXT}, p_results ${TEXT}, p_attempts LONGBLOB, p_wakes INT)
MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
  DECLARE v_signals, v_parents BIGINT;
  DECLARE v_held, v_cancel INT;
  DECLARE v_reason ${TEXT};
  DECLARE v_parent VARBINARY(255);
  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END;
  SET TRANSACTION ISOLATION LEVEL READ COMMITTED; START TRANSACTION;
  SELECT s.signals, s.cancel_requested, s.cancel_reason, s.parent, ${isHeld(valueOf)} INTO v_signals, v_cancel, v_reason, v_parent, v_held
    FROM ${table} s WHERE s.id = p_id AND s.token = p_token AND s.owner <=> p_owner FOR UPDATE SKIP LOCKED;
  IF v_signals IS NOT NULL AND p_wakes AND NOT v_held AND v_parent IS NOT NULL THEN
    SELECT s.signals INTO v_parents FROM ${table} s WHERE s.id = v_parent FOR UPDATE SKIP LOCKED;
    IF v_parents IS NULL AND EXISTS (SELECT 1 FROM ${table} s WHERE s.id = v_parent AND s.state = ${STATE.active}) THEN
      SET v_signals = NULL;
    END IF;
  END IF;
  IF v_signals IS NULL THEN
    ROLLBACK;
  ELSE
    UPDATE ${table} s SET ${writeAssignments(valueOf)},
      s.context = COALESCE(p_context, s.context), s.results = COALESCE(p_results, s.results) WHERE s.id = p_id;
    IF p_attempts IS NOT NULL THEN
      INSERT INTO ${steps(schema)} (saga_id, number, step, direction, attempt, outcome, started_at, duration, error, changes)
        SELECT p_id, t.n, ${unhex('t.s')}, t.d, t.a, t.r, TIMESTAMPADD(MICROSECOND, t.b * 1000, '1970-01-01'), t.l,
          CONVERT(${unhex('t.x')} USING utf8mb4), CONVERT(${unhex('t.c')} USING utf8mb4)
          FROM JSON_TABLE(${jsonOf('p_attempts')}, ${ATTEMPTS}) t
        ON DUPLICATE KEY UPDATE number = ${steps(schema)}.number;
    END IF;
    IF v_parents IS NOT NULL THEN
      UPDATE ${table} s SET s.signals = s.signals + 1, s.next_at = IF(s.owner IS NULL AND s.waiting_for = p_id, UTC_TIMESTAMP(6), s.next_at)
        WHERE s.id = v_parent AND s.state = ${STATE.active};
    END IF;
    COMMIT;
    SELECT v_held, v_signals, v_cancel, CAST(v_reason AS BINARY);
  END IF;
END`;
}

export function recordSagaName(schema: string): string {
  return `${schema}_record_saga`;
}
