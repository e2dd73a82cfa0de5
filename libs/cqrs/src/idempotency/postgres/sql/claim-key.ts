/**
 * Claims a key, or an expired record's; one row when it is this transaction's now. One round trip; index command_records_key; waits, for
 * as long as `patience` says, for an open transaction that has claimed it: an error 55P03 afterwards. What is left of the transaction waits
 * no longer for any lock.
 *
 * Parameters: key, command, fingerprint, milliseconds that it is kept, patience as a setting (`1000ms`).
 */
export function claimKey(schema: string): string {
  return `WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', $5, true))
    INSERT INTO ${schema}.command_records AS r (key, command, fingerprint, expires_at)
      SELECT $1, $2, $3, clock_timestamp() + $4::double precision * interval '1 millisecond' FROM patience
      ON CONFLICT (key) DO UPDATE SET command = EXCLUDED.command, fingerprint = EXCLUDED.fingerprint, result = NULL,
        recorded_at = clock_timestamp(), expires_at = EXCLUDED.expires_at
        WHERE r.expires_at <= clock_timestamp()
      RETURNING 1 AS claimed`;
}
