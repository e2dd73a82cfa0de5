/**
 * Which of the named tables a database has. Read at the start of a rebuild and at its swap; dictionary only.
 *
 * Parameters: database, names. Row: `{ name }`.
 */
export const EXISTING_TABLES = `
  SELECT TABLE_NAME AS name FROM information_schema.TABLES
  WHERE TABLE_SCHEMA = ? AND TABLE_NAME IN (?) AND TABLE_TYPE = 'BASE TABLE'
  ORDER BY 1`;
