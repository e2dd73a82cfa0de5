import { streamNamespace } from './lock-namespace.js';

/**
 * Truncates, archives or deletes a stream, in one transaction: the stream is locked as appends lock it, and waited for.
 *
 * `p_before`: events below this version are no longer read (null = as it is). `p_state`: `a`ctive, a`r`chived, `d`eleted (null = as it
 * is). `p_erases`: the rows of events that are no longer read are removed for good, and snapshots of them too.
 *
 * Returns whether the stream exists. Locks its row; index streams_name, events_stream_version for erasing.
 */
export function closeStreamFunction(schema: string): string {
  return `CREATE FUNCTION ${schema}.close_stream(p_name text, p_before bigint, p_state "char", p_erases boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_key bigint;
  v_before bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(${streamNamespace(schema)}, hashtext(p_name));
  UPDATE ${schema}.streams s
    SET state = coalesce(p_state, s.state),
        truncate_before = CASE WHEN p_state = 'd' THEN s.version + 1 ELSE greatest(s.truncate_before, least(coalesce(p_before, 1), s.version + 1)) END
    WHERE s.name = p_name
    RETURNING s.key, s.truncate_before INTO v_key, v_before;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF p_erases THEN
    PERFORM set_config('ledgerline.allow_deletion', 'on', true);
    DELETE FROM ${schema}.events WHERE stream_key = v_key AND version < v_before;
    PERFORM set_config('ledgerline.allow_deletion', 'off', true);
  END IF;
  IF p_state = 'd' THEN
    DELETE FROM ${schema}.snapshots WHERE stream_key = v_key;
  END IF;
  RETURN true;
END $$`;
}
