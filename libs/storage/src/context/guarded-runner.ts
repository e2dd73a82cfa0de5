import type { QueryRunner } from 'typeorm';
import { isConnectionError } from '../connections/connection-error.js';
import { TransactionEndedException } from '../exceptions/transaction-ended.exception.js';

/** MySQL rolls the whole transaction back, and what comes after it on the connection would be committed by itself. */
const ENDS_TRANSACTION = 'ER_LOCK_DEADLOCK';

interface DatabaseError {
  readonly code?: unknown;
  readonly driverError?: { readonly code?: unknown };
}

/**
 * Keeps the connection of one transaction from statements that come after its end, from work that was not awaited or whose caller has given
 * up: behind a COMMIT or a ROLLBACK each of them would be a transaction of its own.
 */
export class GuardedRunner {
  #isClosed = false;
  #isOurs = false;
  #failure?: { readonly error: unknown };
  #isCommitSent = false;

  constructor(readonly runner: QueryRunner) {
    const query = runner.query.bind(runner) as (...given: unknown[]) => Promise<unknown>;
    const connect = runner.connect.bind(runner);
    const guarded = (sql: string, ...given: unknown[]) => this.#run(sql, () => query(sql, ...given));
    Object.defineProperty(runner, 'query', { value: guarded, configurable: true });
    Object.defineProperty(runner, 'connect', {
      value: () => (this.#isClosed && !this.#isOurs ? Promise.reject(new TransactionEndedException()) : connect()),
      configurable: true,
    });
  }

  /** The first statement that failed: on PostgreSQL nothing can be committed after it, and COMMIT would not say so. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** Whether a COMMIT was sent: from then on only the database knows how it ended. */
  get isCommitSent(): boolean {
    return this.#isCommitSent;
  }

  /** Lets nothing pass from now on but the end of the transaction. */
  close(): void {
    this.#isClosed = true;
  }

  /** Takes the connection away from the pool: nobody knows what is open on it. */
  async discard(): Promise<void> {
    this.#isClosed = true;
    const connection = await this.#ours(() => this.runner.connect() as Promise<{ end?(): unknown; destroy?(): void }>);
    if (connection.destroy) connection.destroy();
    else await connection.end?.();
  }

  #run(sql: string, query: () => Promise<unknown>): Promise<unknown> {
    const isEnd = sql === 'COMMIT' || sql === 'ROLLBACK';
    if (this.#isClosed && !isEnd) return Promise.reject(new TransactionEndedException());
    if (isEnd) this.#isClosed = true;
    this.#isCommitSent ||= sql === 'COMMIT';
    return this.#ours(query).catch((error: unknown) => {
      this.#failure ??= { error };
      if (isConnectionError(error) || codeOf(error) === ENDS_TRANSACTION) this.#isClosed = true;
      throw error;
    });
  }

  /** TypeORM asks for the connection before it waits for anything. */
  #ours<R>(call: () => Promise<R>): Promise<R> {
    this.#isOurs = true;
    try {
      return call();
    } finally {
      this.#isOurs = false;
    }
  }
}

function codeOf(error: unknown): unknown {
  const { code, driverError } = error as DatabaseError;
  return code ?? driverError?.code;
}
