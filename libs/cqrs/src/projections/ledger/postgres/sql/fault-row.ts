import { IS_ROW } from './row-condition.js';

/**
 * Stops a row at an event that could not be handled, if the lease is still the newest. One round trip; primary key; locks that row.
 *
 * Parameters: name, version, partition, epoch, position of the event, error as JSON.
 */
export function faultRow(schema: string): string {
  return `UPDATE ${schema}.projections SET mode = 'faulted', failed_position = $5, error = $6, updated_at = clock_timestamp()
    WHERE ${IS_ROW} AND epoch = $4 AND owner IS NOT NULL AND mode = 'running'`;
}
