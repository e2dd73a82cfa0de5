import { IS_ROW } from './row-condition.js';

/** Gives a lease back, if it is still the newest. One round trip; primary key; locks that row. Parameters: name, version, partition, epoch. */
export function releaseRow(table: string): string {
  return `UPDATE ${table} SET owner = NULL, lease_until = NULL, updated_at = UTC_TIMESTAMP(6) WHERE ${IS_ROW} AND epoch = ?`;
}
