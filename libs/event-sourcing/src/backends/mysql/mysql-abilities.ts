import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { appendProcedureName } from './sql/append-events.procedure.js';

/** What the server and this login allow; found out once, when the store is prepared. */
export interface MysqlAbilities {
  /** The procedures that append are there and may be called; else appends are separate statements. */
  readonly supportsProcedures: boolean;
  /**
   * Locking reads fail under REPEATABLE READ where the row is newer than the transaction (MariaDB's `innodb_snapshot_isolation`, on
   * by default from 11.6.2), which the head row always is.
   *
   * @see https://mariadb.com/kb/en/innodb-system-variables/#innodb_snapshot_isolation
   */
  readonly hasSnapshotIsolation: boolean;
}

/** Asks the server. Two round trips. Warns of Galera, where the head row makes writers on several nodes abort each other. */
export async function findAbilities(dataSource: DataSource, schema: string): Promise<MysqlAbilities> {
  const variables = await dataSource.query<Record<string, string>[]>(
    `SHOW VARIABLES WHERE Variable_name IN ('wsrep_on', 'innodb_snapshot_isolation')`,
  );
  const isOn = (name: string) => variables.some((row) => row['Variable_name'] === name && /^(ON|1)$/i.test(row['Value'] ?? ''));
  if (isOn('wsrep_on')) {
    new Logger('EventStore').warn(
      'The server is a node of a Galera cluster (wsrep_on): let every application write through the same node, since writers on several nodes abort each other.',
    );
  }
  const names = [appendProcedureName(schema, 'own'), appendProcedureName(schema, 'joined')];
  const [found] = await dataSource.query<{ count: unknown }[]>(
    'SELECT COUNT(*) AS count FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_NAME IN (?, ?)',
    names,
  );
  return {
    supportsProcedures: Number(found?.count) === names.length,
    hasSnapshotIsolation: isOn('innodb_snapshot_isolation'),
  };
}
