import { IS_ROW } from './row-condition.js';

/**
 * Locks a row that is free, ours, or whose lease has run out; none when it is archived, or another has it or a transaction open on it. One round trip;
 * primary key; waits for nobody.
 *
 * Parameters: name, version, partition, owner.
 */
export function lockFreeRow(table: string): string {
  return `SELECT epoch FROM ${table}
    WHERE ${IS_ROW} AND role <> 'archived' AND (owner IS NULL OR owner = ? OR lease_until < UTC_TIMESTAMP(6)) FOR UPDATE SKIP LOCKED`;
}
