import { streamNamespace, watermarkNamespace } from './lock-namespace.js';

/**
 * Appends to one stream: what `append_events` does for a batch of one, in plain statements over scalars. A lone caller's append is
 * all latency, and set-based statements over arrays of one cost it 100 µs of executor start-up.
 *
 * Locks, order of the steps, outcomes and indexes are those of `append_events`.
 */
export function appendOneFunction(schema: string): string {
  return `CREATE FUNCTION ${schema}.append_one(
  p_stream text, p_category text, p_expected bigint, p_repeats boolean,
  p_ids uuid[], p_types text[], p_schema_versions integer[], p_data json[], p_metadata json[], p_waits boolean,
  OUT append integer, OUT outcome "char", OUT stream_version bigint, OUT first_position bigint, OUT last_position bigint,
  OUT all_positions bigint[], OUT at double precision)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
  v_count integer := cardinality(p_ids);
  v_key bigint;
  v_version bigint;
  v_state "char";
  v_now timestamptz;
  v_base bigint;
BEGIN
  append := 1;
  IF p_waits THEN
    PERFORM pg_advisory_xact_lock(${streamNamespace(schema)}, hashtext(p_stream));
  ELSIF NOT pg_try_advisory_xact_lock(${streamNamespace(schema)}, hashtext(p_stream)) THEN
    outcome := 'b';
    RETURN;
  END IF;

  SELECT s.key, s.version, s.state INTO v_key, v_version, v_state FROM ${schema}.streams s WHERE s.name = p_stream;
  v_version := coalesce(v_version, 0);

  IF p_repeats THEN
    SELECT (CASE
        WHEN count(*) = count(*) FILTER (WHERE e.stream_key = v_key) AND min(e.version - i.number) = max(e.version - i.number) THEN 'r'
        ELSE 'i' END)::"char", max(e.version), min(e.position), max(e.position), array_agg(e.position ORDER BY e.position),
        max(date_part('epoch', e.recorded_at))
      INTO outcome, stream_version, first_position, last_position, all_positions, at
      FROM unnest(p_ids) WITH ORDINALITY i(id, number) LEFT JOIN ${schema}.events e ON e.id = i.id
      HAVING count(e.position) > 0;
    IF FOUND THEN
      RETURN;
    END IF;
  END IF;

  stream_version := v_version;
  IF v_state = 'r' OR v_state = 'd' THEN
    outcome := CASE v_state WHEN 'r' THEN 'x' ELSE 'd' END;
    RETURN;
  ELSIF NOT (p_expected = -1 OR p_expected = v_version OR (p_expected = -2 AND v_version > 0)) THEN
    outcome := 'c';
    RETURN;
  END IF;

  v_now := clock_timestamp();
  LOCK TABLE ${schema}.events IN ROW EXCLUSIVE MODE;
  IF (SELECT ordering FROM ${schema}.log_head) = 'strict' THEN
    UPDATE ${schema}.log_head SET position = position + v_count RETURNING position - v_count INTO v_base;
  ELSE
    PERFORM pg_advisory_xact_lock_shared((${watermarkNamespace(schema)}::bigint << 40) | CASE WHEN is_called THEN last_value ELSE 0 END)
      FROM ${schema}.positions;
  END IF;

  IF v_key IS NULL THEN
    INSERT INTO ${schema}.streams (name, category, version) VALUES (p_stream, p_category, v_count) RETURNING key INTO v_key;
  ELSE
    UPDATE ${schema}.streams s SET version = v_version + v_count WHERE s.key = v_key;
  END IF;

  IF v_count = 1 THEN
    INSERT INTO ${schema}.events AS e (position, stream_key, version, id, type, schema_version, recorded_at, data, metadata)
      VALUES (CASE WHEN v_base IS NULL THEN nextval('${schema}.positions') ELSE v_base + 1 END, v_key, v_version + 1,
        p_ids[1], p_types[1], p_schema_versions[1], v_now, p_data[1], p_metadata[1])
      RETURNING e.position, e.position INTO first_position, last_position;
  ELSE
    WITH inserted AS (
      INSERT INTO ${schema}.events AS e (position, stream_key, version, id, type, schema_version, recorded_at, data, metadata)
        SELECT CASE WHEN v_base IS NULL THEN nextval('${schema}.positions') ELSE v_base + i.number END, v_key, v_version + i.number,
               i.id, i.type, i.schema_version, v_now, i.data, i.metadata
          FROM (SELECT * FROM unnest(p_ids, p_types, p_schema_versions, p_data, p_metadata) WITH ORDINALITY
                  u(id, type, schema_version, data, metadata, number) ORDER BY number OFFSET 0) i
        RETURNING e.position)
    SELECT min(i.position), max(i.position),
           CASE WHEN max(i.position) - min(i.position) + 1 > count(*) THEN array_agg(i.position ORDER BY i.position) END
      INTO first_position, last_position, all_positions FROM inserted i;
  END IF;
  outcome := 'w';
  stream_version := v_version + v_count;
  at := date_part('epoch', v_now);
END $$`;
}
