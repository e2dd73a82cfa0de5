import { ROW_COLUMNS } from '../../projection-row.js';
import { IS_LEASED, IS_ROW, leaseEnd } from './row-condition.js';

/**
 * Takes a row that is free, ours, or whose lease has run out; no row when it is archived, or another has it or a transaction open on it.
 * One round trip; primary key; locks that row and waits for nobody.
 *
 * Parameters: name, version, partition, owner, term in milliseconds.
 */
export function takeRow(schema: string): string {
  return `WITH free AS MATERIALIZED (
      SELECT ctid FROM ${schema}.projections
      WHERE ${IS_ROW} AND role <> 'archived' AND (owner IS NULL OR owner = $4 OR lease_until < clock_timestamp()) FOR UPDATE SKIP LOCKED)
    UPDATE ${schema}.projections p SET owner = $4, lease_until = ${leaseEnd('$5')}, epoch = p.epoch + 1, updated_at = clock_timestamp()
    FROM free WHERE p.ctid = free.ctid
    RETURNING ${ROW_COLUMNS}, ${IS_LEASED}`;
}
