/**
 * The rights that others have on a live table, as the statements that give them on its successor: a table that is made anew has
 * none. Catalog only; run in the swap's transaction, before the tables move.
 *
 * Parameters: schema of the live table, schema of its successor, name. Row: `{ statement }`.
 */
export const TABLE_GRANTS = `
  SELECT format('GRANT %s ON %I.%I TO %s%s', acl.privilege_type, $2::text, c.relname,
    CASE WHEN acl.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(acl.grantee)) END,
    CASE WHEN acl.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) AS statement
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL aclexplode(c.relacl) acl
  WHERE n.nspname = $1 AND c.relname = $3 AND acl.grantee <> c.relowner`;
