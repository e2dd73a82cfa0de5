import type { RecordDialect } from '../dialect.js';

/**
 * Lets rebuilds of a projection go on that stopped at an event, or behind it if that is to be skipped. One round trip; primary key.
 *
 * Parameters: 1 to skip or 0, name.
 */
export const resumeShadow = ({ table, now, parameter }: RecordDialect): string =>
  `UPDATE ${table} SET position = CASE WHEN ${parameter(1)} = 1 THEN COALESCE(failed_position, position) ELSE position END,
      mode = 'running', failed_position = NULL, error = NULL, updated_at = ${now}
    WHERE name = ${parameter(2)} AND role = 'shadow' AND mode = 'faulted'`;
