import type { RecordDialect } from '../dialect.js';

/**
 * Takes the lease of the live rows by force, for the moment in which tables are renamed. In the transaction that has locked them. One
 * round trip; primary key.
 *
 * Parameters: owner, term in milliseconds, name.
 */
export const holdLive = ({ table, now, fromNow, parameter }: RecordDialect): string =>
  `UPDATE ${table} SET owner = ${parameter(1)}, lease_until = ${fromNow(parameter(2))}, epoch = epoch + 1, updated_at = ${now}
    WHERE name = ${parameter(3)} AND role = 'live'`;
