import { unhex } from './hex.js';
import { SAGA_COLUMNS } from './saga-columns.js';
import { sagas } from './tables.js';

/**
 * The body of a procedure that takes what a locking read finds: locks, takes, answers with the rows as they are now. A list that was cut at
 * `group_concat_max_len` of the server must not pass for a whole one: nothing is taken then.
 *
 * @param locking read of `id` and `blame`
 * @param doubtful whether what is taken is in doubt, as an expression
 */
export function takeLocked(schema: string, locking: string, doubtful: string): string {
  const taken = `JSON_TABLE(v_taken, '$[*]' COLUMNS (i VARCHAR(510) PATH '$.i', b INT PATH '$.b')) t
      STRAIGHT_JOIN ${sagas(schema)} s FORCE INDEX (PRIMARY) ON s.id = ${unhex('t.i')}`;
  return `DECLARE v_taken LONGTEXT CHARACTER SET utf8mb4;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END;
  SET TRANSACTION ISOLATION LEVEL READ COMMITTED; START TRANSACTION;
  ${listLocked(locking, 'INTO v_taken')};
  IF v_taken IS NOT NULL THEN
    IF NOT JSON_VALID(v_taken) THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'The list of sagas is too long for group_concat_max_len of this server; raise it to 1048576';
    END IF;
    UPDATE ${taken} SET s.owner = p_node, s.token = s.token + 1, s.recoveries = s.recoveries + t.b, s.doubtful = ${doubtful},
      s.status = IF(s.status IN ('pending', 'waiting'), 'running', s.status);
    SELECT ${SAGA_COLUMNS} FROM ${taken};
  END IF;
  COMMIT;`;
}

/** The list of what a locking read finds, each with its `blame`; null when there is nothing. */
export function listLocked(locking: string, into = ''): string {
  return `SELECT JSON_ARRAYAGG(JSON_OBJECT('i', HEX(l.id), 'b', l.blame)) ${into} FROM (${locking}) l`;
}
