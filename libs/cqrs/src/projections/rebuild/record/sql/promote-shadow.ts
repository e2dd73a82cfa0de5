import type { RecordDialect } from '../dialect.js';

/**
 * Makes a shadow's row the live one, free for any node of its version. In the transaction that has locked it. One round trip; primary
 * key.
 *
 * Parameters: version of the code, mode, epoch, name, version of the row, partition.
 */
export const promoteShadow = ({ table, now, parameter }: RecordDialect): string =>
  `UPDATE ${table} SET role = 'live', version = ${parameter(1)}, mode = ${parameter(2)}, epoch = ${parameter(3)},
      owner = NULL, lease_until = NULL, updated_at = ${now}
    WHERE name = ${parameter(4)} AND version = ${parameter(5)} AND partition_number = ${parameter(6)}`;
