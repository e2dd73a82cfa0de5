import { IS_ROW } from './row-condition.js';

/** Gives a lease back, if it is still the newest. One round trip; primary key; locks that row. Parameters: name, version, partition, epoch. */
export function releaseRow(schema: string): string {
  return `UPDATE ${schema}.projections SET owner = NULL, lease_until = NULL, updated_at = clock_timestamp() WHERE ${IS_ROW} AND epoch = $4`;
}
