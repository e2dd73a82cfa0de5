import {
  acquireMysqlConnection,
  runStatement,
  type RunStatement,
  type SqlValue,
  type StatementResult,
  type StorageConnection,
} from '@ledgerline/storage';
import type { Connection, Pool, PoolConnection } from 'mysql2';

/** How statements are sent. */
export interface SessionOptions {
  readonly isPrepared: boolean;
  /** Milliseconds that a piece of work may take on its connection before the connection is given up. */
  readonly limit: number;
}

/** The server ended the transaction, or refused its snapshot; nothing of it was written: it may be tried again at once. */
const RETRYABLE = new Set<unknown>(['ER_LOCK_DEADLOCK', 'ER_CHECKREAD']);
const MOST_TRIES = 4;

/** Whether an error tells of a conflict with others that another try may not meet. */
export function isConflict(error: unknown): boolean {
  return RETRYABLE.has(codeOf(error));
}

/** The driver's name for an error. */
export function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}

/**
 * Runs statements on connections of the pool. After an error a roll-back comes before anything else, since a lock wait that ran out keeps the
 * transaction's locks; conflicts are tried again; a connection whose answer does not come is given up.
 */
export class MysqlSession {
  constructor(
    private readonly connection: StorageConnection,
    private readonly pool: () => Pool,
    private readonly options: SessionOptions,
  ) {}

  /**
   * Runs one statement by itself. One round trip.
   *
   * @param isStable whether its text is the same each time; others would fill the server's list of prepared statements
   */
  run(sql: string, values: readonly SqlValue[], isStable = true): Promise<StatementResult<readonly unknown[]>> {
    return this.work((run) => run(sql, values), isStable);
  }

  /** Runs work in a transaction of its own, by READ COMMITTED. Three round trips beside the work's own. */
  transact<R>(work: (run: RunStatement) => Promise<R>): Promise<R> {
    return this.work(async (run) => {
      await run('SET TRANSACTION ISOLATION LEVEL READ COMMITTED', []);
      await run('START TRANSACTION', []);
      const result = await work(run);
      await run('COMMIT', []);
      return result;
    }, false);
  }

  /** Runs work on a connection that nobody else uses meanwhile. */
  async work<R>(work: (run: RunStatement) => Promise<R>, isStable = true): Promise<R> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(work, isStable);
      } catch (error) {
        if (attempt === MOST_TRIES || !isConflict(error)) throw error;
      }
    }
  }

  /** Statements on a connection of a caller's. */
  on(connection: Connection, isStable = true): RunStatement {
    const isPrepared = this.options.isPrepared && isStable;
    return (sql, values) => runStatement(connection, sql, values, isPrepared && values.length > 0);
  }

  async #once<R>(work: (run: RunStatement) => Promise<R>, isStable: boolean): Promise<R> {
    const connection = await acquireMysqlConnection(this.pool());
    try {
      const result = await this.#withinLimit(work(this.on(connection, isStable)));
      connection.release();
      return result;
    } catch (error) {
      if (this.connection.reportFailure(error)) connection.destroy();
      else await this.#rollBack(connection);
      throw error;
    }
  }

  async #withinLimit<R>(result: Promise<R>): Promise<R> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Query read timeout')), this.options.limit);
      timer.unref();
    });
    result.catch(() => undefined);
    try {
      return await Promise.race([result, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #rollBack(connection: PoolConnection): Promise<void> {
    try {
      await this.#withinLimit(runStatement(connection, 'ROLLBACK', [], false));
      connection.release();
    } catch {
      connection.destroy();
    }
  }
}
