import type { RecordDialect } from '../dialect.js';

/**
 * Sends a live row back to the start, under the version of the code that empties its model, and takes it from whoever has it. In the
 * transaction that has locked it. One round trip; primary key.
 *
 * Parameters: new version, name, old version, partition.
 */
export const restartLive = ({ table, now, parameter }: RecordDialect): string =>
  `UPDATE ${table} SET version = ${parameter(1)}, position = 0, reached_at = NULL, epoch = epoch + 1, owner = NULL, lease_until = NULL,
      mode = 'running', failed_position = NULL, error = NULL, updated_at = ${now}
    WHERE name = ${parameter(2)} AND version = ${parameter(3)} AND partition_number = ${parameter(4)} AND role = 'live'`;
