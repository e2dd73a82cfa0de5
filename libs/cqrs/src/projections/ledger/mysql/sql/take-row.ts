import { IS_ROW, LEASE_END } from './row-condition.js';

/**
 * Takes a row that is free, ours, or whose lease has run out; none is affected when another was quicker. One round trip; primary key;
 * locks that row.
 *
 * Parameters: owner, term in milliseconds, name, version, partition, owner.
 */
export function takeRow(table: string): string {
  return `UPDATE ${table} SET owner = ?, lease_until = ${LEASE_END}, epoch = epoch + 1, updated_at = UTC_TIMESTAMP(6)
    WHERE ${IS_ROW} AND (owner IS NULL OR owner = ? OR lease_until < UTC_TIMESTAMP(6))`;
}
