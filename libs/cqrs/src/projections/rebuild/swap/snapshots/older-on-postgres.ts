/**
 * Sessions of this database with a snapshot from before a time. Other logins' sessions show theirs only to members of
 * `pg_read_all_stats`. One round trip; no lock.
 *
 * Parameter: a time, as text. Row: `{ pid, seconds }`.
 */
export const OLDER_ON_POSTGRES = `
  SELECT pid, extract(epoch FROM clock_timestamp() - xact_start)::float8 AS seconds FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    AND backend_xmin IS NOT NULL AND xact_start < $1::timestamptz
  ORDER BY xact_start`;
