import type { MysqlSagaAbilities } from './mysql-saga-abilities.js';

/**
 * A statement for a caller's transaction that may meet a row newer than its snapshot: an id that is there is told, as it is everywhere else,
 * where the server would end the transaction.
 */
export function pastSnapshot({ hasSnapshotIsolation }: MysqlSagaAbilities, sql: string): string {
  return hasSnapshotIsolation ? `SET STATEMENT innodb_snapshot_isolation = 0 FOR ${sql}` : sql;
}
