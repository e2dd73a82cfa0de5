/**
 * Past events are never rewritten (E11), not even by hand in a hurry: a statement that would change or delete some is refused.
 * Deletion on purpose sets `ledgerline.allow_deletion` to `on` for its transaction. Inserts do not fire it.
 */
export function protectLogTrigger(schema: string): string[] {
  return [
    `CREATE FUNCTION ${schema}.protect_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('ledgerline.allow_deletion', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'The event log is append-only: % on %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'LL001', HINT = 'Events of the past never change; to delete on purpose use the event store''s deletion API.';
END $$`,
    `CREATE TRIGGER protect_log BEFORE UPDATE OR DELETE OR TRUNCATE ON ${schema}.events
      FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.protect_log()`,
  ];
}
