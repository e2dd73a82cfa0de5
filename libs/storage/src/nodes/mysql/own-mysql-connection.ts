import type { Connection, ConnectionOptions } from 'mysql2';
import type { DataSource } from 'typeorm';
import { runStatement, type SqlValue, type StatementResult } from '../../mysql/statement.js';

/** What TypeORM's driver for MySQL makes its connections with: the driver's package, and the options of the server that writes go to. */
interface MysqlDriver {
  readonly mysql: { createConnection(options: ConnectionOptions): Connection };
  readonly options: { readonly replication?: { readonly master: object } };
  createConnectionOptions(options: object, credentials: object): ConnectionOptions;
}

/**
 * One connection outside of the pool, so that a busy pool cannot hold it up. A statement that takes longer than the limit is given up and its
 * socket destroyed, since a half-open connection would never say anything; the next statement connects anew.
 */
export class OwnMysqlConnection {
  #connection?: Connection;

  /** @param limit in milliseconds, for each statement, and for connecting when it is the first */
  constructor(
    private readonly dataSource: () => DataSource,
    private readonly limit: number,
  ) {}

  /** Runs a statement; rejects when the answer did not come within the limit. */
  async run(sql: string, values: readonly SqlValue[]): Promise<StatementResult<readonly unknown[]>> {
    const connection = (this.#connection ??= this.#create());
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Query read timeout')), this.limit);
      timer.unref();
    });
    try {
      const answer = runStatement(connection, sql, values, false);
      answer.catch(() => undefined);
      return await Promise.race([answer, timeout]);
    } catch (error) {
      this.#destroy(connection);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    if (this.#connection) this.#destroy(this.#connection);
  }

  /** As the pool makes its connections: the same server, user and settings. It connects by itself; statements wait for that. */
  #create(): Connection {
    const driver = this.dataSource().driver as unknown as MysqlDriver;
    const { options } = driver;
    const connection = driver.mysql.createConnection(
      driver.createConnectionOptions(options, options.replication?.master ?? options),
    );
    connection.on('error', () => this.#destroy(connection));
    return connection;
  }

  #destroy(connection: Connection): void {
    if (this.#connection === connection) this.#connection = undefined;
    connection.destroy();
  }
}
