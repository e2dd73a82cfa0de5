import type { RecordDialect } from '../dialect.js';

/** Moves a shadow's checkpoint in the transaction that has locked its row. One round trip; primary key. Parameters: position, name, version, partition. */
export const moveShadow = ({ table, now, parameter }: RecordDialect): string =>
  `UPDATE ${table} SET position = ${parameter(1)}, updated_at = ${now}
    WHERE name = ${parameter(2)} AND version = ${parameter(3)} AND partition_number = ${parameter(4)}`;
