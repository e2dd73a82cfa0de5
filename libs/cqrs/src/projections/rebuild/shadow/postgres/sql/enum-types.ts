/**
 * The enum types of a schema that columns of the named tables have, arrays of them included: a table that changes its schema leaves
 * them behind. Catalog only.
 *
 * Parameters: schema, names of tables. Row: `{ name }`.
 */
export const ENUM_TYPES = `
  SELECT DISTINCT e.typname AS name
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  JOIN pg_type e ON e.oid = CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE t.oid END
  WHERE n.nspname = $1 AND c.relname = ANY ($2) AND e.typtype = 'e' AND e.typnamespace = n.oid
  ORDER BY 1`;
