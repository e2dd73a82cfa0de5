import { IS_ROW } from './row-condition.js';

/**
 * Stops a row at an event that could not be handled, if the lease is still the newest. One round trip; primary key; locks that row.
 *
 * Parameters: position of the event, error as JSON, name, version, partition, epoch.
 */
export function faultRow(table: string): string {
  return `UPDATE ${table} SET mode = 'faulted', failed_position = ?, error = ?, updated_at = UTC_TIMESTAMP(6)
    WHERE ${IS_ROW} AND epoch = ? AND owner IS NOT NULL AND mode = 'running'`;
}
