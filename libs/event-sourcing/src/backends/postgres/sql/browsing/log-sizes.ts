import type { Statement } from '../../statement.js';

/** The highest key of a stream: how many were begun, but for gaps. One round trip; the end of the primary key; no lock. */
export function logSizes(schema: string): Statement {
  return { name: `${schema}_log_sizes`, text: `SELECT coalesce(max(key), 0) FROM ${schema}.streams` };
}
