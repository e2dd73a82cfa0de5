import { jsonOf, unhex } from './hex.js';
import { sagas, steps } from './tables.js';
import { isHeld, writeAssignments, type WriteValue } from './write-columns.js';

/** The columns of the batch's JSON that say which row is meant; texts are hexadecimal. */
const KEY = `o FOR ORDINALITY, i VARCHAR(510) PATH '$.i', t BIGINT PATH '$.t', w VARCHAR(382) PATH '$.w', g INT PATH '$.g', n BIGINT PATH '$.n'`;

/** Where in the payload a text is: from which byte on, and how many. */
const place = (name: string) => `${name} INT PATH '$.${name}', ${name}l INT PATH '$.${name}l'`;

const WRITE = `${KEY}, f VARCHAR(510) PATH '$.f', s VARCHAR(32) PATH '$.s', e INT PATH '$.e', r INT PATH '$.r', u BIGINT PATH '$.u',
      b INT PATH '$.b', y INT PATH '$.y', q VARCHAR(510) PATH '$.q', v VARCHAR(510) PATH '$.v', ${['p', 'x', 'z'].map(place).join(', ')}`;

const ATTEMPT = `o INT PATH '$.o', i VARCHAR(510) PATH '$.i', n INT PATH '$.n', s VARCHAR(510) PATH '$.s', d CHAR(1) PATH '$.d', a INT PATH '$.a',
      r VARCHAR(20) PATH '$.r', b DOUBLE PATH '$.b', l DOUBLE PATH '$.l', ${['x', 'c'].map(place).join(', ')}`;

const batch = (columns: string) => `JSON_TABLE(v_batch, '$[*]' COLUMNS (${columns})) b`;
const text = (alias: string, name: string) => `CONVERT(SUBSTRING(p_payload, ${alias}.${name}, ${alias}.${name}l) USING utf8mb4)`;

const VALUES: Readonly<Record<WriteValue, string>> = {
  fingerprint: unhex('b.f'),
  status: 'b.s',
  state: 'b.e',
  progress: text('b', 'p'),
  failedStep: unhex('b.q'),
  error: text('b', 'x'),
  reason: text('b', 'z'),
  waitingFor: unhex('b.v'),
  released: 'b.r',
  due: 'b.u',
  bounded: 'b.b',
  guard: 'b.g',
  seen: 'b.n',
  progressed: 'b.y',
};

/** Whether the row of a write is locked by us. */
const isOurs = (alias: string) => `SUBSTRING(v_locked, ${alias}.o, 1) = 'l'`;

/**
 * Records what became of several sagas of a node: the one write of each completed step, shared by all that wait. One call, one round trip, one
 * commit; it is a procedure so that a process that pauses, or a connection that is cut, never leaves the rows locked.
 *
 * 1. The rows whose token and owner match are locked in the order of the batch, which is the order of their ids; one that somebody holds is
 *    passed over and not in the answer, and delays no other.
 * 2. Those are updated; contexts and results by a statement of their own, when one changed.
 * 3. Their attempts are kept.
 *
 * It answers a row for each that was written: id, held by its guard, signals, cancel requested, its reason. Indexes: primary keys. Texts
 * travel beside the JSON as bytes: escaped in it they would be copied and scanned several times.
 */
export function recordSagasProcedure(schema: string): string {
  const table = sagas(schema);
  const joined = `STRAIGHT_JOIN ${table} s FORCE INDEX (PRIMARY) ON s.id = ${unhex('b.i')}`;
  const valueOf = (name: WriteValue) => VALUES[name];
  return `CREATE PROCEDURE ${recordSagasName(schema)}(p_batch LONGBLOB, p_attempts LONGBLOB, p_payload LONGBLOB, p_contexts INT)
MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
  DECLARE v_locked TEXT CHARACTER SET ascii;
  DECLARE v_batch, v_attempts LONGTEXT CHARACTER SET utf8mb4;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END;
  SET v_batch = ${jsonOf('p_batch')}, v_attempts = ${jsonOf('p_attempts')};
  SET TRANSACTION ISOLATION LEVEL READ COMMITTED; START TRANSACTION;
  SELECT GROUP_CONCAT(IF(s.id IS NULL, '-', 'l') ORDER BY b.o SEPARATOR '') INTO v_locked
    FROM ${batch(KEY)} LEFT JOIN ${table} s FORCE INDEX (PRIMARY)
      ON s.id = ${unhex('b.i')} AND s.token = b.t AND s.owner <=> ${unhex('b.w')}
    FOR UPDATE SKIP LOCKED;
  UPDATE ${batch(WRITE)} ${joined} SET ${writeAssignments(valueOf)} WHERE ${isOurs('b')};
  IF p_contexts THEN
    UPDATE ${batch(`${KEY}, ${['c', 'k'].map(place).join(', ')}`)} ${joined}
      SET s.context = COALESCE(${text('b', 'c')}, s.context), s.results = COALESCE(${text('b', 'k')}, s.results)
      WHERE ${isOurs('b')} AND (b.c IS NOT NULL OR b.k IS NOT NULL);
  END IF;
  IF v_attempts IS NOT NULL THEN
    INSERT INTO ${steps(schema)} (saga_id, number, step, direction, attempt, outcome, started_at, duration, error, changes)
      SELECT ${unhex('t.i')}, t.n, ${unhex('t.s')}, t.d, t.a, t.r, TIMESTAMPADD(MICROSECOND, t.b * 1000, '1970-01-01'), t.l,
        ${text('t', 'x')}, ${text('t', 'c')}
        FROM JSON_TABLE(v_attempts, '$[*]' COLUMNS (${ATTEMPT})) t WHERE ${isOurs('t')}
      ON DUPLICATE KEY UPDATE number = ${steps(schema)}.number;
  END IF;
  SELECT s.id, ${isHeld(valueOf)}, s.signals, s.cancel_requested, CAST(s.cancel_reason AS BINARY)
    FROM ${batch(KEY)} ${joined} WHERE ${isOurs('b')};
  COMMIT;
END`;
}

export function recordSagasName(schema: string): string {
  return `${schema}_record_sagas`;
}
