import { streamNamespace, watermarkNamespace } from './lock-namespace.js';

/**
 * Appends a batch: one call, one round trip, and outside a transaction of the caller's one commit.
 *
 * 1. Each stream is taken by an advisory lock, which covers streams that do not exist yet: tried, so that a stream in somebody's open
 *    transaction is reported as busy and holds up nobody (`p_waits` false), or waited for in the caller's own transaction.
 * 2. Only then the streams' versions are read, in a new snapshot, and expectations are checked: winners, conflicts, closed streams.
 *    Appends whose ids may be stored already are looked up by id first.
 * 3. The log's ordering is read under the table's lock, which a switch of the ordering excludes. `concurrent`: the watermark lock (see
 *    the safe head), before any position is drawn from the sequence. `strict`: the head row is bumped, which makes writers queue up.
 * 4. Missing streams are inserted, the others bumped, and the winners' events inserted in the order of the batch.
 *
 * A conflict is a row of the answer, not an SQL error: it must not abort a transaction of the caller's.
 *
 * Per append: p_counts (its events). Per event: p_appends (1-based number of its append) and p_numbers (1-based within the append). Outcomes: `w`on, `c`onflict,
 * `b`usy, `r`epeated, `i`d conflict, a`x`rchived, `d`eleted.
 *
 * Small arrays are searched rather than joined: the planner takes an array for ten rows and would join large batches by nested loops.
 *
 * Indexes: streams_name, events_id (only for appends that may repeat). Locks: advisory ones as above, stream rows that are bumped.
 */
export function appendEventsFunction(schema: string): string {
  return `CREATE FUNCTION ${schema}.append_events(
  p_streams text[], p_categories text[], p_expected bigint[], p_repeats boolean[], p_counts integer[],
  p_appends integer[], p_numbers integer[], p_ids uuid[], p_types text[], p_schema_versions integer[], p_data json[], p_metadata json[],
  p_waits boolean)
RETURNS TABLE (append integer, outcome "char", stream_version bigint, first_position bigint, last_position bigint, all_positions bigint[], at double precision)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
  v_got boolean[];
  v_keys bigint[];
  v_versions bigint[];
  v_outcomes "char"[];
  v_new_keys bigint[];
  v_new_names text[];
  v_now timestamptz;
  v_base bigint;
  v_offsets bigint[];
BEGIN
  IF p_waits THEN
    PERFORM pg_advisory_xact_lock(${streamNamespace(schema)}, hashtext(n.name)) FROM (SELECT name FROM unnest(p_streams) name ORDER BY name) n;
    v_got := array_fill(true, ARRAY[cardinality(p_streams)]);
  ELSE
    SELECT array_agg(pg_try_advisory_xact_lock(${streamNamespace(schema)}, hashtext(a.name)) ORDER BY a.ord) INTO v_got
      FROM unnest(p_streams) WITH ORDINALITY a(name, ord);
  END IF;

  SELECT array_agg(coalesce(s.key, 0) ORDER BY a.ord), array_agg(coalesce(s.version, 0) ORDER BY a.ord),
         array_agg((CASE
           WHEN NOT a.got THEN 'b'
           WHEN s.state = 'r' THEN 'x'
           WHEN s.state = 'd' THEN 'd'
           WHEN a.expected = -1 OR a.expected = coalesce(s.version, 0) OR (a.expected = -2 AND s.version > 0) THEN 'w'
           ELSE 'c' END)::"char" ORDER BY a.ord)
    INTO v_keys, v_versions, v_outcomes
    FROM unnest(p_streams, p_expected, v_got) WITH ORDINALITY a(name, expected, got, ord)
    LEFT JOIN LATERAL (SELECT key, version, state FROM ${schema}.streams WHERE name = a.name LIMIT 1) s ON true;

  IF true = ANY (p_repeats) THEN
    SELECT array_agg(coalesce(f.found, v_outcomes[a.ord]) ORDER BY a.ord) INTO v_outcomes
      FROM unnest(p_repeats) WITH ORDINALITY a(repeats, ord)
      LEFT JOIN LATERAL (
        SELECT (CASE
            WHEN count(*) = count(*) FILTER (WHERE e.stream_key = v_keys[a.ord])
              AND min(e.version - i.number) = max(e.version - i.number) THEN 'r'
            ELSE 'i' END)::"char" AS found
          FROM unnest(p_ids, p_appends, p_numbers) i(id, append, number)
          LEFT JOIN ${schema}.events e ON e.id = i.id
          WHERE a.repeats AND v_outcomes[a.ord] <> 'b' AND i.append = a.ord
          HAVING count(e.position) > 0) f ON true;
  END IF;

  IF 'w' = ANY (v_outcomes) THEN
    v_now := clock_timestamp();
    LOCK TABLE ${schema}.events IN ROW EXCLUSIVE MODE;
    IF (SELECT ordering FROM ${schema}.log_head) = 'strict' THEN
      SELECT array_agg(w.events ORDER BY w.ord) INTO v_offsets
        FROM (SELECT a.ord, sum(CASE WHEN a.outcome = 'w' THEN a.events ELSE 0 END) OVER (ORDER BY a.ord) AS events
                FROM unnest(v_outcomes, p_counts) WITH ORDINALITY a(outcome, events, ord)) w;
      UPDATE ${schema}.log_head SET position = position + v_offsets[cardinality(v_offsets)]
        RETURNING position - v_offsets[cardinality(v_offsets)] INTO v_base;
    ELSE
      PERFORM pg_advisory_xact_lock_shared((${watermarkNamespace(schema)}::bigint << 40) | CASE WHEN is_called THEN last_value ELSE 0 END)
        FROM ${schema}.positions;
    END IF;
    IF 0 = ANY (v_keys) THEN
      WITH created AS (
        INSERT INTO ${schema}.streams (name, category, version)
          SELECT a.name, a.category, a.events
            FROM unnest(p_streams, p_categories, v_keys, v_outcomes, p_counts) a(name, category, key, outcome, events)
            WHERE a.key = 0 AND a.outcome = 'w'
          RETURNING key, name)
      SELECT array_agg(c.key), array_agg(c.name) INTO v_new_keys, v_new_names FROM created c;
      SELECT array_agg(CASE WHEN a.key = 0 THEN v_new_keys[array_position(v_new_names, a.name)] ELSE a.key END ORDER BY a.ord) INTO v_keys
        FROM unnest(p_streams, v_keys) WITH ORDINALITY a(name, key, ord);
    END IF;
    RETURN QUERY
      WITH bumped AS (
        UPDATE ${schema}.streams s SET version = a.version + a.events
          FROM unnest(v_keys, v_versions, v_outcomes, p_counts) a(key, version, outcome, events)
          WHERE s.key = a.key AND s.version = a.version AND a.outcome = 'w'),
      inserted AS (
        INSERT INTO ${schema}.events (position, stream_key, version, id, type, schema_version, recorded_at, data, metadata)
          SELECT CASE WHEN v_base IS NULL THEN nextval('${schema}.positions') ELSE v_base + v_offsets[e.append] - p_counts[e.append] + e.number END,
                 v_keys[e.append], v_versions[e.append] + e.number, e.id, e.type, e.schema_version, v_now, e.data, e.metadata
            FROM (
              SELECT i.* FROM unnest(p_appends, p_numbers, p_ids, p_types, p_schema_versions, p_data, p_metadata) WITH ORDINALITY
                i(append, number, id, type, schema_version, data, metadata, ord)
                WHERE v_outcomes[i.append] = 'w' ORDER BY i.ord OFFSET 0) e
          RETURNING position, stream_key),
      placed AS (
        SELECT array_position(v_keys, i.stream_key) AS append, min(i.position) AS first, max(i.position) AS last,
               CASE WHEN max(i.position) - min(i.position) + 1 > count(*) THEN array_agg(i.position ORDER BY i.position) END AS positions
          FROM inserted i GROUP BY i.stream_key)
      SELECT p.append, 'w'::"char", v_versions[p.append] + p_counts[p.append], p.first, p.last, p.positions, date_part('epoch', v_now)
        FROM placed p;
  END IF;

  IF EXISTS (SELECT FROM unnest(v_outcomes) o WHERE o <> 'w') THEN
    RETURN QUERY
      SELECT a.ord::integer, a.outcome, coalesce(r.version, a.version), r.first, r.last, r.positions, r.at
        FROM unnest(v_versions, v_outcomes) WITH ORDINALITY a(version, outcome, ord)
        LEFT JOIN LATERAL (
          SELECT max(e.version) AS version, min(e.position) AS first, max(e.position) AS last,
                 array_agg(e.position ORDER BY e.position) AS positions, max(date_part('epoch', e.recorded_at)) AS at
            FROM unnest(p_ids, p_appends) i(id, append) JOIN ${schema}.events e ON e.id = i.id
            WHERE a.outcome = 'r' AND i.append = a.ord) r ON true
        WHERE a.outcome <> 'w';
  END IF;
END $$`;
}
