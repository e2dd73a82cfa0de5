import type { RecordDialect } from '../dialect.js';

/** Keeps where a model was before it was emptied. One round trip. Parameters: name, version, partition, position. */
export const addArchived = ({ table, now, parameter }: RecordDialect): string =>
  `INSERT INTO ${table} (name, version, partition_number, role, mode, position, epoch, created_at, updated_at)
    VALUES (${[1, 2, 3].map(parameter).join(', ')}, 'archived', 'running', ${parameter(4)}, 0, ${now}, ${now})`;
