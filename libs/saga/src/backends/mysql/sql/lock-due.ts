import { IS_IDLE, sagas } from './tables.js';

/** Where a statement has the values of {@link lockDue}, in the order in which it needs them. */
export interface DueValues {
  readonly name: string;
  readonly version: string;
  readonly limit: string;
}

/**
 * Locks sagas of one name and version that are due and nobody's, the longest due first, and passes over what others are taking. It walks the
 * index `sagas_work` exactly as it is ordered: a sort, or two versions in one statement, would lock every candidate, and the next node would
 * find nothing.
 */
export function lockDue(schema: string, columns: string, { name, version, limit }: DueValues): string {
  return `SELECT ${columns} FROM ${sagas(schema)} s FORCE INDEX (sagas_work)
    WHERE ${IS_IDLE} AND s.name = ${name} AND s.version = ${version} AND s.next_at <= UTC_TIMESTAMP(6)
    ORDER BY s.next_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}
