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
  OUT outcomes text, OUT versions bigint[], OUT positions bigint[], OUT at double precision, OUT repeated_at double precision[])
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_count integer := cardinality(p_ids);
  v_key bigint;
  v_version bigint;
  v_state "char";
  v_position bigint;
  v_now timestamptz;
  v_base bigint;
BEGIN
  IF p_waits THEN
    PERFORM pg_advisory_xact_lock(${streamNamespace(schema)}, hashtext(p_stream));
  ELSIF NOT pg_try_advisory_xact_lock(${streamNamespace(schema)}, hashtext(p_stream)) THEN
    outcomes := 'b';
    versions := ARRAY[0];
    RETURN;
  END IF;

  SELECT s.key, s.version, s.state INTO v_key, v_version, v_state FROM ${schema}.streams s WHERE s.name = p_stream;
  v_version := coalesce(v_version, 0);

  IF p_repeats THEN
    SELECT CASE
        WHEN count(*) = count(*) FILTER (WHERE e.stream_key = v_key) AND min(e.version - i.number) = max(e.version - i.number) THEN 'r'
        ELSE 'i' END, ARRAY[max(e.version)], array_agg(e.position ORDER BY i.number), ARRAY[max(date_part('epoch', e.recorded_at))]
      INTO outcomes, versions, positions, repeated_at
      FROM unnest(p_ids) WITH ORDINALITY i(id, number) LEFT JOIN ${schema}.events e ON e.id = i.id
      HAVING count(e.position) > 0;
    IF FOUND THEN
      RETURN;
    END IF;
  END IF;

  versions := ARRAY[v_version];
  IF v_state = 'r' OR v_state = 'd' THEN
    outcomes := CASE v_state WHEN 'r' THEN 'x' ELSE 'd' END;
    RETURN;
  ELSIF NOT (p_expected = -1 OR p_expected = v_version OR (p_expected = -2 AND v_version > 0)) THEN
    outcomes := 'c';
    RETURN;
  END IF;

  v_now := clock_timestamp();
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
      RETURNING e.position INTO v_position;
    positions := ARRAY[v_position];
  ELSE
    SELECT array_agg(CASE WHEN v_base IS NULL THEN nextval('${schema}.positions') ELSE v_base + n END) INTO positions FROM generate_series(1, v_count) n;
    INSERT INTO ${schema}.events (position, stream_key, version, id, type, schema_version, recorded_at, data, metadata)
      SELECT i.position, v_key, v_version + i.number, i.id, i.type, i.schema_version, v_now, i.data, i.metadata
        FROM unnest(positions, p_ids, p_types, p_schema_versions, p_data, p_metadata) WITH ORDINALITY
          i(position, id, type, schema_version, data, metadata, number);
  END IF;
  outcomes := 'w';
  at := date_part('epoch', v_now);
END $$`;
}
