import type { RecordDialect } from '../dialect.js';

/** When the rebuilds began that are under way, and what holds them up. One round trip; few rows; no lock. */
export const shadowRows = ({ table, milliseconds }: RecordDialect): string =>
  `SELECT name, version, partition_number, mode, position, error, ${milliseconds('created_at')} AS started_at
    FROM ${table} WHERE role = 'shadow' ORDER BY name, version, partition_number`;
