import type { RecordDialect } from '../dialect.js';

/**
 * Locks all rows of a projection for the rest of the transaction, in one order: batches that are in hand end first, and none begins.
 * One round trip; primary key.
 *
 * Parameter: name.
 */
export const lockRows = ({ table, parameter }: RecordDialect): string =>
  `SELECT version, partition_number, role, mode, position, epoch, owner FROM ${table}
    WHERE name = ${parameter(1)} ORDER BY version, partition_number FOR UPDATE`;
