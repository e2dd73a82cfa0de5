import type { RecordDialect } from '../dialect.js';

/** Removes a row, in the transaction that has locked it. One round trip; primary key. Parameters: name, version, partition. */
export const removeRow = ({ table, parameter }: RecordDialect): string =>
  `DELETE FROM ${table} WHERE name = ${parameter(1)} AND version = ${parameter(2)} AND partition_number = ${parameter(3)}`;
