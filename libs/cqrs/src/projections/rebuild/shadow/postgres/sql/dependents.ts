/**
 * What hangs on the live tables by identity, not by name, and would stay with the old ones: views, foreign keys of other tables, enum
 * types that other tables use too; and what a table made from entities would lack: triggers and policies. Catalog only.
 *
 * Parameters: schema, names of tables. Row: `{ obstacle }`, a phrase.
 */
export const DEPENDENTS = `
  WITH owned AS (
    SELECT c.oid, c.relname, c.relrowsecurity FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relname = ANY ($2)
  ), enums AS (
    SELECT DISTINCT e.oid, e.typname, e.typarray
    FROM owned JOIN pg_attribute a ON a.attrelid = owned.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    JOIN pg_type e ON e.oid = CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE t.oid END
    JOIN pg_namespace n ON n.oid = e.typnamespace
    WHERE e.typtype = 'e' AND n.nspname = $1
  )
  SELECT DISTINCT format('the view %s reads %s', r.ev_class::regclass, d.refobjid::regclass) AS obstacle
  FROM pg_depend d JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
  WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid IN (SELECT oid FROM owned) AND r.ev_class NOT IN (SELECT oid FROM owned)
  UNION ALL
  SELECT format('the foreign key %s of %s refers to %s', quote_ident(conname), conrelid::regclass, confrelid::regclass)
  FROM pg_constraint
  WHERE contype = 'f' AND confrelid IN (SELECT oid FROM owned) AND conrelid NOT IN (SELECT oid FROM owned)
  UNION ALL
  SELECT format('the trigger %s stands on %s', quote_ident(tgname), tgrelid::regclass)
  FROM pg_trigger WHERE NOT tgisinternal AND tgrelid IN (SELECT oid FROM owned)
  UNION ALL
  SELECT format('%s has row security', oid::regclass) FROM owned WHERE relrowsecurity
  UNION ALL
  SELECT DISTINCT format('%s uses its type %s', c.oid::regclass, quote_ident(enums.typname))
  FROM enums
  JOIN pg_attribute a ON a.atttypid IN (enums.oid, enums.typarray) AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'v', 'm')
  WHERE a.attrelid NOT IN (SELECT oid FROM owned)`;
