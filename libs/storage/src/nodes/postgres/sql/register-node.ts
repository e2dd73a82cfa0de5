/**
 * Makes a node known. When a process starts, or goes on under a new id. One round trip; inserts into the primary key.
 *
 * Parameters: id, host, pid, term in milliseconds.
 */
export function registerNode(schema: string): string {
  return `INSERT INTO ${schema}.nodes (id, host, pid, started_at, lease_until, steady_since)
    SELECT $1, $2, $3, at, at + $4::double precision * interval '1 millisecond', at FROM (SELECT clock_timestamp() AS at) clock
    ON CONFLICT (id) DO NOTHING`;
}
