import { IS_ROW, LEASE_END } from './row-condition.js';

/**
 * Moves the checkpoint, if the lease is still the newest, the projection runs, and the checkpoint is where its owner left it. First in
 * the transaction of what is handled, so the row is locked until its end. One round trip; primary key.
 *
 * The session notes itself, so that whoever finds it asleep long after the lease can end it.
 *
 * Parameters: to, time of the last event, term in milliseconds, name, version, partition, epoch, from.
 */
export function advanceRow(table: string): string {
  return `UPDATE ${table}
    SET position = ?, reached_at = COALESCE(?, reached_at), lease_until = ${LEASE_END}, session_id = CONNECTION_ID(),
      updated_at = UTC_TIMESTAMP(6)
    WHERE ${IS_ROW} AND epoch = ? AND position = ? AND owner IS NOT NULL AND mode = 'running'`;
}
