/** How an append's transaction is: our own, or the caller's. */
export type AppendMode = 'own' | 'joined';

/** The columns of the appends' JSON, as JSON_TABLE reads them; names are hexadecimal, so that no collation touches them. */
const APPENDS = `JSON_TABLE(v_appends, '$[*]' COLUMNS (
      o FOR ORDINALITY, s VARCHAR(510) PATH '$.s', c VARCHAR(510) PATH '$.c', x BIGINT PATH '$.x', r INT PATH '$.r', n INT PATH '$.n')) a`;

/** Likewise of the events'; `d`, `l` and `m` say where in the payload an event's data and metadata are. */
const EVENTS = `JSON_TABLE(v_events, '$[*]' COLUMNS (
      o FOR ORDINALITY, a INT PATH '$.a', s VARCHAR(510) PATH '$.s', n INT PATH '$.n', i VARCHAR(32) PATH '$.i', t VARCHAR(510) PATH '$.t',
      v INT PATH '$.v', d INT PATH '$.d', l INT PATH '$.l', m INT PATH '$.m')) e`;

/**
 * Appends a batch: one call, one round trip, one commit. In a transaction of the caller's (`joined`) neither begin nor commit.
 *
 * 1. The head row is locked, and held until the commit: positions are visible in their order, and no other writer is in between, so
 *    nothing below waits for another writer, whether a stream exists already or not.
 * 2. The streams' rows are locked and their versions checked. In a transaction of our own a row that somebody else holds is passed
 *    over (SKIP LOCKED) and its append reported as busy; it is told from a stream that does not exist by a plain read, which is exact
 *    since nobody can create one meanwhile. In the caller's transaction the row is waited for.
 * 3. Appends whose ids may be stored already are looked up by id.
 * 4. The winners' events are inserted in the order of the batch, then their streams, then the head is moved. The events come first
 *    because MySQL undoes only the statement that failed: were an id stored already, nothing at all would have been written.
 *
 * A new stream's key is the position of its first event. Outcomes: `w`on, `n`ew and won, `c`onflict, `b`usy, `r`epeated, `i`d
 * conflict, a`x`rchived, `d`eleted; one letter for each append.
 *
 * It answers one row (outcomes, versions by number of the append, head before, time); with repeated appends a second set with the
 * places of their events. Payloads travel beside the JSON as bytes: escaped in it they would be copied and scanned several times.
 *
 * `recorded_at` never runs backwards along the log: the head row keeps the last one.
 *
 * Indexes: streams_name, events_id (only for appends that may repeat). Locks: the head row, the streams' rows.
 */
export function appendEventsProcedure(schema: string, mode: AppendMode): string {
  const isOwn = mode === 'own';
  return `CREATE PROCEDURE ${appendProcedureName(schema, mode)}(p_appends LONGBLOB, p_events LONGBLOB, p_payload LONGBLOB, p_repeats INT)
MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
  DECLARE v_head, v_count BIGINT;
  DECLARE v_at DATETIME(6);
  DECLARE v_out TEXT CHARACTER SET ascii;
  DECLARE v_versions, v_appends, v_events LONGTEXT CHARACTER SET utf8mb4;
  ${isOwn ? 'DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END;' : ''}
  SET v_appends = CONVERT(p_appends USING utf8mb4), v_events = CONVERT(p_events USING utf8mb4);
  ${isOwn ? 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED; START TRANSACTION;' : ''}
  SELECT h.position INTO v_head FROM ${schema}_head h WHERE h.id = 1 FOR UPDATE;
${lockStreams(schema, isOwn)}
${findRepeated(schema, isOwn)}
  IF LOCATE('w', v_out) + LOCATE('n', v_out) > 0 THEN
${insertWinners(schema)}
  END IF;
  ${isOwn ? 'COMMIT;' : ''}
  SELECT v_out, v_versions, v_head, TIMESTAMPDIFF(MICROSECOND, '1970-01-01', v_at) DIV 1000;
  IF LOCATE('r', v_out) > 0 THEN
    SELECT e.a, f.version, f.position, TIMESTAMPDIFF(MICROSECOND, '1970-01-01', f.recorded_at) DIV 1000
      FROM ${EVENTS} STRAIGHT_JOIN ${schema}_events f FORCE INDEX (events_id) ON f.id = UNHEX(e.i)
      WHERE SUBSTRING(v_out, e.a, 1) = 'r' ORDER BY e.o ${isOwn ? '' : 'LOCK IN SHARE MODE'};
  END IF;
END`;
}

export function appendProcedureName(schema: string, mode: AppendMode): string {
  return mode === 'own' ? `${schema}_append_events` : `${schema}_append_in`;
}

/** A list that was cut at the server's \`group_concat_max_len\` must not pass for a whole one: nothing is written then. */
function lockStreams(schema: string, isOwn: boolean): string {
  const streams = `LEFT JOIN ${schema}_streams s FORCE INDEX (streams_name) ON s.name = UNHEX(a.s)`;
  return `  SELECT GROUP_CONCAT(CASE
        WHEN s.stream_key IS NULL THEN ${isOwn ? "'?'" : "IF(a.x IN (-1, 0), 'n', 'c')"}
        WHEN s.state = 'r' THEN 'x'
        WHEN s.state = 'd' THEN 'd'
        WHEN a.x = -1 OR a.x = s.version OR (a.x = -2 AND s.version > 0) THEN 'w'
        ELSE 'c' END ORDER BY a.o SEPARATOR ''),
      JSON_OBJECTAGG(a.o, s.version), COUNT(*)
    INTO v_out, v_versions, v_count
    FROM ${APPENDS} ${streams}
    FOR UPDATE ${isOwn ? 'SKIP LOCKED' : ''};
  IF CHAR_LENGTH(v_out) <> v_count OR NOT JSON_VALID(v_versions) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'The batch is too large for group_concat_max_len of this server; raise it to 1048576';
  END IF;
  ${
    isOwn
      ? `IF LOCATE('?', v_out) > 0 THEN
    SELECT GROUP_CONCAT(CASE
          WHEN SUBSTRING(v_out, a.o, 1) <> '?' THEN SUBSTRING(v_out, a.o, 1)
          WHEN s.stream_key IS NOT NULL THEN 'b'
          WHEN a.x IN (-1, 0) THEN 'n'
          ELSE 'c' END ORDER BY a.o SEPARATOR '')
      INTO v_out
      FROM ${APPENDS} ${streams};
  END IF;`
      : ''
  }`;
}

function findRepeated(schema: string, isOwn: boolean): string {
  return `  IF p_repeats THEN
    SELECT GROUP_CONCAT(COALESCE(f.found, SUBSTRING(v_out, a.o, 1)) ORDER BY a.o SEPARATOR '') INTO v_out
      FROM ${APPENDS} LEFT JOIN (
        SELECT e.a, IF(COUNT(*) = SUM(COALESCE(f.stream_key = s.stream_key, 0)) AND MIN(f.version - e.n) = MAX(f.version - e.n), 'r', 'i') AS found
          FROM ${EVENTS}
            LEFT JOIN ${schema}_streams s FORCE INDEX (streams_name) ON s.name = UNHEX(e.s)
            LEFT JOIN ${schema}_events f FORCE INDEX (events_id) ON f.id = UNHEX(e.i)
          GROUP BY e.a HAVING COUNT(f.position) > 0 ${isOwn ? '' : 'LOCK IN SHARE MODE'}) f
      ON f.a = a.o AND a.r = 1 AND SUBSTRING(v_out, a.o, 1) <> 'b';
  END IF;`;
}

function insertWinners(schema: string): string {
  const number = 'ROW_NUMBER() OVER (ORDER BY e.o)';
  return `    SELECT GREATEST(h.recorded_at, TIMESTAMPADD(MICROSECOND, TIMESTAMPDIFF(MICROSECOND, NOW(6), SYSDATE(6)), UTC_TIMESTAMP(6)))
      INTO v_at FROM ${schema}_head h WHERE h.id = 1 FOR UPDATE;
    INSERT INTO ${schema}_events (position, stream_key, version, id, type, schema_version, recorded_at, data, metadata)
      SELECT v_head + ${number}, COALESCE(s.stream_key, v_head + ${number} - e.n + 1), COALESCE(s.version, 0) + e.n,
          UNHEX(e.i), UNHEX(e.t), e.v, v_at,
          CONVERT(SUBSTRING(p_payload, e.d, e.l) USING utf8mb4), CONVERT(SUBSTRING(p_payload, e.d + e.l, e.m) USING utf8mb4)
        FROM ${EVENTS} LEFT JOIN ${schema}_streams s FORCE INDEX (streams_name) ON s.name = UNHEX(e.s)
        WHERE SUBSTRING(v_out, e.a, 1) IN ('w', 'n');
    SET v_count = ROW_COUNT();
    IF LOCATE('w', v_out) > 0 THEN
      UPDATE ${APPENDS} STRAIGHT_JOIN ${schema}_streams s FORCE INDEX (streams_name) ON s.name = UNHEX(a.s)
        SET s.version = s.version + a.n WHERE SUBSTRING(v_out, a.o, 1) = 'w';
    END IF;
    IF LOCATE('n', v_out) > 0 THEN
      INSERT INTO ${schema}_streams (stream_key, name, category, version)
        SELECT w.k, UNHEX(w.s), UNHEX(w.c), w.n FROM (
          SELECT a.o, a.s, a.c, a.n, v_head + 1 - a.n + SUM(IF(SUBSTRING(v_out, a.o, 1) IN ('w', 'n'), a.n, 0)) OVER (ORDER BY a.o) AS k
            FROM ${APPENDS}) w
          WHERE SUBSTRING(v_out, w.o, 1) = 'n';
    END IF;
    UPDATE ${schema}_head SET position = v_head + v_count, recorded_at = v_at WHERE id = 1;`;
}
