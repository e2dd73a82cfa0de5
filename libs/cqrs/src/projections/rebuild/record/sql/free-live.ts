import type { RecordDialect } from '../dialect.js';

/** Gives back the lease of live rows that was taken by force. One round trip; primary key. Parameters: name, owner. */
export const freeLive = ({ table, now, parameter }: RecordDialect): string =>
  `UPDATE ${table} SET owner = NULL, lease_until = NULL, updated_at = ${now}
    WHERE name = ${parameter(1)} AND role = 'live' AND owner = ${parameter(2)}`;
