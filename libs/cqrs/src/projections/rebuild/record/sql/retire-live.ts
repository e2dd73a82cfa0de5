import type { RecordDialect } from '../dialect.js';

/**
 * Takes the live rows of a projection out of service, for good: nodes of their version find them archived, and stop. In the
 * transaction that has locked them. One round trip; primary key.
 *
 * Parameters: name.
 */
export const retireLive = ({ table, now, parameter }: RecordDialect): string =>
  `UPDATE ${table} SET role = 'archived', owner = NULL, lease_until = NULL, epoch = epoch + 1, updated_at = ${now}
    WHERE name = ${parameter(1)} AND role = 'live'`;
