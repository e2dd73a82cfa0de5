import type { EntityManager, EntitySubscriberInterface, QueryRunner } from 'typeorm';

/** What waits for the end of a transaction. */
export interface TransactionEnd {
  /** The transaction is durable; called once, and must not throw. */
  committed(): void;
  /** The transaction, or the savepoint in which this was asked for, is rolled back. */
  rolledBack?(): void;
}

interface Waiting {
  readonly end: TransactionEnd;
  /** Number of transactions and savepoints around it. */
  depth: number;
}

const waiting = new WeakMap<QueryRunner, Waiting[]>();

/**
 * Tells when the open transaction of `manager` has ended, also when that is the application's own. What was asked for within a
 * savepoint shares its fate. A transaction that ends with its connection is told of as neither.
 *
 * @throws TypeError when the manager has no open transaction
 */
export function whenTransactionEnds({ queryRunner }: EntityManager, end: TransactionEnd): void {
  if (!queryRunner?.isTransactionActive) {
    throw new TypeError('The EntityManager has no open transaction; pass the manager that dataSource.transaction(…) gives.');
  }
  const { subscribers } = queryRunner.dataSource;
  // A DataSource that is initialised again has a new list.
  if (!subscribers.includes(transactionSubscriber)) subscribers.push(transactionSubscriber);
  const list = waiting.get(queryRunner) ?? [];
  waiting.set(queryRunner, list);
  list.push({ end, depth: depthOf(queryRunner) });
}

/** Hears of the end of every transaction and savepoint of a `DataSource`. */
const transactionSubscriber: EntitySubscriberInterface = {
  afterTransactionCommit: ({ queryRunner }) => settle(queryRunner, true),
  afterTransactionRollback: ({ queryRunner }) => settle(queryRunner, false),
};

function settle(runner: QueryRunner, isCommitted: boolean): void {
  const list = waiting.get(runner);
  if (!list) return;
  const depth = runner.isTransactionActive ? depthOf(runner) : 0;
  const isOver = ({ depth: inner }: Waiting) => inner > depth;
  const ended = list.filter(isOver);
  if (isCommitted && depth > 0) {
    // A savepoint that is released belongs to what is around it.
    for (const each of ended) each.depth = depth;
    return;
  }
  waiting.set(
    runner,
    list.filter((each) => !isOver(each)),
  );
  for (const { end } of ended) {
    if (isCommitted) end.committed();
    else end.rolledBack?.();
  }
}

/** Kept by every query runner of TypeORM, and protected there. */
function depthOf(runner: QueryRunner & { readonly transactionDepth?: number }): number {
  return runner.transactionDepth ?? 1;
}
