import type { DataSource } from 'typeorm';
import { OLDER_ON_MYSQL } from './older-on-mysql.js';
import { OLDER_ON_POSTGRES } from './older-on-postgres.js';

/** A session that sees the data as they were at an earlier time. */
export interface OlderSnapshot {
  readonly pid: number;
  /** How long its transaction has been open. */
  readonly seconds: number;
}

/** The database's time, as {@link olderSnapshots} takes it. */
export async function databaseTime(dataSource: DataSource): Promise<string> {
  const now = dataSource.options.type === 'postgres' ? 'clock_timestamp()::text' : 'CAST(NOW() AS CHAR)';
  const [row] = await dataSource.query<{ now: string }[]>(`SELECT ${now} AS now`);
  return row!.now;
}

/**
 * Who still sees the data as they were before `time`, when the new model was not complete: one that reads it for the first time after the
 * swap would find it as it was then. A swap waits for these, as `CREATE INDEX CONCURRENTLY` does.
 *
 * @returns the oldest first; none where this login is not shown them
 * @see https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 */
export async function olderSnapshots(dataSource: DataSource, time: string): Promise<OlderSnapshot[]> {
  const sql = dataSource.options.type === 'postgres' ? OLDER_ON_POSTGRES : OLDER_ON_MYSQL;
  try {
    const rows = await dataSource.query<Record<string, unknown>[]>(sql, [time]);
    return rows.map(({ pid, seconds }) => ({ pid: Number(pid), seconds: Number(seconds) }));
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ER_SPECIFIC_ACCESS_DENIED_ERROR') return [];
    throw error;
  }
}
