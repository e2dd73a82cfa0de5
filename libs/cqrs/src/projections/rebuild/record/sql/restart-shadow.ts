import type { RecordDialect } from '../dialect.js';

/**
 * Sends a rebuild back to its start, if the lease is still the newest: its tables are made anew. One round trip; primary key.
 *
 * Parameters: name, version, epoch.
 */
export const restartShadow = ({ table, now, parameter }: RecordDialect): string =>
  `UPDATE ${table} SET position = 0, reached_at = NULL, created_at = ${now}, updated_at = ${now}
    WHERE name = ${parameter(1)} AND version = ${parameter(2)} AND role = 'shadow' AND epoch = ${parameter(3)}`;
