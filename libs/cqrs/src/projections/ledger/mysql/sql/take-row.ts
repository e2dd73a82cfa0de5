import { IS_ROW, LEASE_END } from './row-condition.js';

/** Takes a row that this transaction has locked. One round trip; primary key. Parameters: owner, term in milliseconds, name, version, partition. */
export function takeRow(table: string): string {
  return `UPDATE ${table} SET owner = ?, lease_until = ${LEASE_END}, epoch = epoch + 1, updated_at = UTC_TIMESTAMP(6) WHERE ${IS_ROW}`;
}
