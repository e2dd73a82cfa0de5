/**
 * Past events are never rewritten (E11), not even by hand in a hurry: a statement that would change or delete some is refused.
 * Deletion on purpose sets the session's `@ledgerline_allow_deletion` to 1. Inserts do not fire these; TRUNCATE and DROP fire nothing
 * on this engine, and need the DROP privilege.
 */
export function protectLogTriggers(schema: string): string[] {
  const refuse = (verb: string) =>
    `SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'The event log is append-only: ${verb} on ${schema}_events is refused. To delete on purpose use the deletion API of the event store.'`;
  return [
    `DROP TRIGGER IF EXISTS ${schema}_protect_update`,
    `CREATE TRIGGER ${schema}_protect_update BEFORE UPDATE ON ${schema}_events FOR EACH ROW ${refuse('UPDATE')}`,
    `DROP TRIGGER IF EXISTS ${schema}_protect_delete`,
    `CREATE TRIGGER ${schema}_protect_delete BEFORE DELETE ON ${schema}_events FOR EACH ROW
BEGIN
  IF COALESCE(@ledgerline_allow_deletion, 0) <> 1 THEN
    ${refuse('DELETE')};
  END IF;
END`,
  ];
}
