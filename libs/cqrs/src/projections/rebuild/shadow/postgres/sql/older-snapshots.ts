/**
 * Sessions in this database whose snapshot is older than a transaction: one that reads a table for the first time after the swap would
 * see of it only what was committed before its snapshot. Other logins' sessions show their snapshots only to members of
 * `pg_read_all_stats`. No lock.
 *
 * Parameters: a transaction id (xid8 as text). Row: `{ pid, seconds }`.
 */
export const OLDER_SNAPSHOTS = `
  SELECT pid, extract(epoch FROM clock_timestamp() - coalesce(xact_start, query_start))::float8 AS seconds
  FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    AND backend_xmin IS NOT NULL
    AND age(backend_xmin) > age($1::xid8::xid)
  ORDER BY 2 DESC`;
