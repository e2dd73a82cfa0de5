import { IS_ROW, leaseEnd } from './row-condition.js';

/**
 * Moves the checkpoint, if the lease is still the newest, the projection runs, and the checkpoint is where its owner left it. First in
 * the transaction of what is handled, so the row is locked until its end. One round trip; primary key.
 *
 * A session that then does nothing for longer than the lease is ended by the server, and its transaction with it: an owner that was
 * stopped in the middle does not keep the row from the next one.
 *
 * Parameters: name, version, partition, epoch, from, to, term in milliseconds, time of the last event.
 */
export function advanceRow(schema: string): string {
  return `UPDATE ${schema}.projections
    SET position = $6, reached_at = coalesce($8, reached_at), lease_until = ${leaseEnd('$7')}, updated_at = clock_timestamp()
    WHERE ${IS_ROW} AND epoch = $4 AND position = $5 AND owner IS NOT NULL AND mode = 'running'
    RETURNING set_config('idle_in_transaction_session_timeout', ($7::bigint)::text, true)`;
}
