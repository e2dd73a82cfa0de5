import { streamNamespace, watermarkNamespace } from './lock-namespace.js';

/**
 * Appends a batch: one call, one round trip, and outside a transaction of the caller's one commit.
 *
 * 1. Each stream is taken by an advisory lock, which covers streams that do not exist yet: tried, so that a stream in somebody's open
 *    transaction is reported as busy and holds up nobody (`p_waits` false), or waited for in the caller's own transaction.
 * 2. Only then the streams' versions are read, in a new snapshot, and expectations are checked: winners, conflicts, closed streams.
 *    Appends whose ids may be stored already are looked up by id first.
 * 3. The log's ordering is read; a switch of the ordering locks that table against readers, and so waits for every writer under way. `concurrent`: the watermark lock (see
 *    the safe head), before any position is drawn from the sequence. `strict`: the head row is bumped, which makes writers queue up.
 * 4. Missing streams are inserted, the others bumped, and the winners' events inserted in the order of the batch.
 *
 * A conflict is a part of the answer, not an SQL error: it must not abort a transaction of the caller's.
 *
 * The answer is one row of arrays: `outcomes` (a letter for each append), `versions` (the stream's, before a win, else now), `positions`
 * (one for each event, 0 for those of losers), `at`, and `repeated_at` where some were repeated.
 *
 * Per append: p_counts (its events). Per event: p_appends (1-based number of its append) and p_numbers (1-based within the append). Outcomes: `w`on, `c`onflict,
 * `b`usy, `r`epeated, `i`d conflict, a`x`rchived, `d`eleted.
 *
 * The settings of the function: one plan for every batch, made once (planning it again costs more than running it), that goes by
 * indexes although the tables may have been empty when it was made.
 *
 * Arrays are searched rather than joined: the planner takes an array for ten rows and would join large batches by nested loops.
 *
 * Indexes: streams_name, events_id (only for appends that may repeat). Locks: advisory ones as above, stream rows that are bumped.
 */
export function appendEventsFunction(schema: string): string {
  return `CREATE FUNCTION ${schema}.append_events(
  p_streams text[], p_categories text[], p_expected bigint[], p_repeats boolean[], p_counts integer[],
  p_appends integer[], p_numbers integer[], p_ids uuid[], p_types text[], p_schema_versions integer[], p_data json[], p_metadata json[],
  p_waits boolean,
  OUT outcomes text, OUT versions bigint[], OUT positions bigint[], OUT at double precision, OUT repeated_at double precision[])
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
  v_got boolean[];
  v_keys bigint[];
  v_versions bigint[];
  v_outcomes "char"[];
  v_positions bigint[];
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
    SELECT array_agg(coalesce(f.found, v_outcomes[a.ord]) ORDER BY a.ord), array_agg(coalesce(f.version, v_versions[a.ord]) ORDER BY a.ord),
           array_agg(f.at ORDER BY a.ord)
      INTO v_outcomes, v_versions, repeated_at
      FROM unnest(p_repeats) WITH ORDINALITY a(repeats, ord)
      LEFT JOIN LATERAL (
        SELECT (CASE
            WHEN count(*) = count(*) FILTER (WHERE e.stream_key = v_keys[a.ord])
              AND min(e.version - i.number) = max(e.version - i.number) THEN 'r'
            ELSE 'i' END)::"char" AS found, max(e.version) AS version, max(date_part('epoch', e.recorded_at)) AS at
          FROM unnest(p_ids, p_appends, p_numbers) i(id, append, number)
          LEFT JOIN ${schema}.events e ON e.id = i.id
          WHERE a.repeats AND v_outcomes[a.ord] <> 'b' AND i.append = a.ord
          HAVING count(e.position) > 0) f ON true;
    SELECT array_agg(coalesce(e.position, 0) ORDER BY i.ord) INTO v_positions
      FROM unnest(p_ids, p_appends) WITH ORDINALITY i(id, append, ord)
      LEFT JOIN ${schema}.events e ON e.id = i.id AND v_outcomes[i.append] = 'r';
  END IF;

  IF 'w' = ANY (v_outcomes) THEN
    v_now := clock_timestamp();
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
    SELECT array_agg(CASE
             WHEN v_outcomes[i.append] <> 'w' THEN coalesce(v_positions[i.ord], 0)
             WHEN v_base IS NULL THEN nextval('${schema}.positions')
             ELSE v_base + v_offsets[i.append] - p_counts[i.append] + i.number END)
      INTO v_positions
      FROM (SELECT * FROM unnest(p_appends, p_numbers) WITH ORDINALITY u(append, number, ord) ORDER BY ord OFFSET 0) i;

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
    UPDATE ${schema}.streams s SET version = a.version + a.events
      FROM unnest(v_keys, v_versions, v_outcomes, p_counts) a(key, version, outcome, events)
      WHERE s.key = a.key AND s.version = a.version AND a.outcome = 'w';
    INSERT INTO ${schema}.events (position, stream_key, version, id, type, schema_version, recorded_at, data, metadata)
      SELECT i.position, v_keys[i.append], v_versions[i.append] + i.number, i.id, i.type, i.schema_version, v_now, i.data, i.metadata
        FROM unnest(v_positions, p_appends, p_numbers, p_ids, p_types, p_schema_versions, p_data, p_metadata)
          i(position, append, number, id, type, schema_version, data, metadata)
        WHERE v_outcomes[i.append] = 'w';
  END IF;
  outcomes := array_to_string(v_outcomes, '');
  versions := v_versions;
  positions := v_positions;
  at := date_part('epoch', v_now);
END $$`;
}
