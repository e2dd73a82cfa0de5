import { IS_ROW } from './row-condition.js';

/**
 * Whether a row is free, ours, or its lease has run out, and nobody has a transaction open on it. One round trip; primary key; waits
 * for nobody, and locks the row for no longer than itself.
 *
 * Parameters: name, version, partition, owner.
 */
export function probeFreeRow(table: string): string {
  return `SELECT epoch FROM ${table}
    WHERE ${IS_ROW} AND (owner IS NULL OR owner = ? OR lease_until < UTC_TIMESTAMP(6)) FOR UPDATE SKIP LOCKED`;
}
