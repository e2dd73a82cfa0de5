import type { RecordDialect } from '../dialect.js';

/**
 * Gives up rebuilds of a projection, waiting for a batch in hand; their owners find out at their next one. One whose tables are
 * being renamed has to be settled first. One round trip; primary key.
 *
 * Parameters: name, the one version that is kept.
 */
export const discardShadows = ({ table, parameter }: RecordDialect): string =>
  `DELETE FROM ${table} WHERE name = ${parameter(1)} AND role = 'shadow' AND version <> ${parameter(2)} AND mode <> 'swapping'`;
