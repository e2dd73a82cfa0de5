import { fromNow } from '../../../mysql/sql-text.js';

/**
 * Makes a node known. When a process starts, or goes on under a new id. One round trip; inserts into the primary key.
 *
 * Parameters: id, host, pid, term in milliseconds.
 */
export function registerNode(schema: string): string {
  return `INSERT INTO ${schema}_nodes (id, host, pid, started_at, lease_until, steady_since)
    VALUES (?, ?, ?, UTC_TIMESTAMP(6), ${fromNow()}, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE id = id`;
}
