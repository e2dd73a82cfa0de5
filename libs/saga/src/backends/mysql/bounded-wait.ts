import type { RunStatement, SqlValue, StatementResult } from '@ledgerline/storage';
import type { MysqlSagaAbilities } from './mysql-saga-abilities.js';

/**
 * Runs a statement that may wait for somebody's lock, for some seconds at most: the servers' own limit is 50 s. One round trip where a statement
 * may bring settings, three elsewhere; the setting of a connection of the application's is as it was.
 *
 * @throws the driver's `ER_LOCK_WAIT_TIMEOUT`
 */
export async function waitAtMost(
  seconds: number,
  { supportsStatementSettings }: MysqlSagaAbilities,
  run: RunStatement,
  sql: string,
  values: readonly SqlValue[],
): Promise<StatementResult<readonly unknown[]>> {
  if (supportsStatementSettings) return run(`SET STATEMENT innodb_lock_wait_timeout = ${seconds} FOR ${sql}`, values);
  await run(`SET @ledgerline_lock_wait = @@SESSION.innodb_lock_wait_timeout, SESSION innodb_lock_wait_timeout = ${seconds}`, []);
  try {
    return await run(sql, values);
  } finally {
    await run('SET SESSION innodb_lock_wait_timeout = @ledgerline_lock_wait', []);
  }
}
