import type { DataSource } from 'typeorm';
import { sagaProcedures } from './migrations/create-sagas.migration.js';

/** What the server and this login allow; found out once, when the store is prepared. */
export interface MysqlSagaAbilities {
  /** The procedures of the store are there and may be called; else their work is done by separate statements. */
  readonly supportsProcedures: boolean;
  /**
   * A statement may bring settings of its own (`SET STATEMENT … FOR`), else they are set before it and set back after it.
   *
   * @see https://mariadb.com/kb/en/set-statement/
   */
  readonly supportsStatementSettings: boolean;
  /**
   * Statements that meet a row newer than their transaction's snapshot fail under REPEATABLE READ (MariaDB, by default from 11.6.2).
   *
   * @see https://mariadb.com/kb/en/innodb-system-variables/#innodb_snapshot_isolation
   */
  readonly hasSnapshotIsolation: boolean;
  /** Bytes of the largest packet that the server takes. */
  readonly maxPacket: number;
}

/** Asks the server. Two round trips. */
export async function findAbilities(dataSource: DataSource, schema: string): Promise<MysqlSagaAbilities> {
  const names = sagaProcedures(schema).map(({ name }) => name);
  const [found] = await dataSource.query<{ procedures: unknown; packet: unknown; version: string }[]>(
    `SELECT (SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_NAME IN (?, ?, ?, ?)) AS procedures,
      @@max_allowed_packet AS packet, VERSION() AS version`,
    names,
  );
  const [isolation] = await dataSource.query<{ Value?: string }[]>("SHOW VARIABLES LIKE 'innodb_snapshot_isolation'");
  return {
    hasSnapshotIsolation: /^(ON|1)$/i.test(isolation?.Value ?? ''),
    supportsProcedures: Number(found?.procedures) === names.length,
    supportsStatementSettings: /mariadb/i.test(found?.version ?? ''),
    maxPacket: Number(found?.packet),
  };
}
