/**
 * Transactions from before a time that keep one view of the data; the server tells whole seconds, so those of its second count. Only logins with the right PROCESS see them. One round trip; no lock.
 *
 * Parameter: a time, as text. Row: `{ pid, seconds }`.
 */
export const OLDER_ON_MYSQL = `
  SELECT trx_mysql_thread_id AS pid, TIMESTAMPDIFF(SECOND, trx_started, NOW()) AS seconds FROM information_schema.INNODB_TRX
  WHERE trx_mysql_thread_id <> CONNECTION_ID() AND trx_isolation_level IN ('REPEATABLE READ', 'SERIALIZABLE')
    AND trx_started <= CAST(? AS DATETIME)
  ORDER BY trx_started`;
