/**
 * Which of the named tables a schema has. Read at the start of a rebuild and at its swap; catalog index, no lock on the tables.
 *
 * Parameters: schema, names. Row: `{ name }`.
 */
export const EXISTING_TABLES = `
  SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = ANY ($2) AND c.relkind IN ('r', 'p')
  ORDER BY 1`;
