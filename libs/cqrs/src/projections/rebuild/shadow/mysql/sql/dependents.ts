/**
 * What hangs on the live tables by identity, not by name, and would go to the archive with them: foreign keys of other tables. And
 * triggers, with which no table can change its database. Dictionary only; views and grants go by name and need no care.
 *
 * Parameters: database, names of tables, database, names of tables, database, names of tables. Row: `{ obstacle }`, a phrase.
 */
export const DEPENDENTS = `
  SELECT DISTINCT CONCAT('the foreign key ', CONSTRAINT_NAME, ' of ', TABLE_SCHEMA, '.', TABLE_NAME, ' refers to ', REFERENCED_TABLE_NAME)
    AS obstacle
  FROM information_schema.KEY_COLUMN_USAGE
  WHERE REFERENCED_TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME IN (?) AND NOT (TABLE_SCHEMA = ? AND TABLE_NAME IN (?))
  UNION ALL
  SELECT CONCAT('the trigger ', TRIGGER_NAME, ' stands on ', EVENT_OBJECT_TABLE)
  FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE IN (?)`;
