import type { QueryRunner } from 'typeorm';

/**
 * Changes the ordering of a log that may be in use. Every writer reads the head's row, so a lock on its table waits for those in
 * flight and holds up new ones, who read the new ordering when they get on. Counter and sequence are brought level: positions go on
 * ascending, and subscriptions notice nothing. A few statements in one transaction, at start-up only.
 */
export async function switchOrdering(runner: QueryRunner, schema: string, ordering: 'concurrent' | 'strict'): Promise<void> {
  await runner.startTransaction();
  try {
    await runner.query(`LOCK TABLE ${schema}.log_head IN ACCESS EXCLUSIVE MODE`);
    await runner.query(
      `WITH drawn AS (SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM ${schema}.positions)
      UPDATE ${schema}.log_head SET ordering = $1, position = greatest(position, (SELECT last FROM drawn)) WHERE ordering <> $1`,
      [ordering],
    );
    await runner.query(
      `SELECT setval('${schema}.positions', h.position) FROM ${schema}.log_head h, ${schema}.positions p
        WHERE h.position > CASE WHEN p.is_called THEN p.last_value ELSE 0 END`,
    );
    await runner.commitTransaction();
  } catch (error) {
    // The first error is the one that tells; a connection that is gone cannot roll back.
    await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}

/** Engines whose advisory locks are stubs or unproven: there `concurrent` order could skip events silently. */
const STRICT_ENGINES = /cockroachdb|yugabyte|-YB-/i;

/** Whether a server that calls itself `version` can only keep a log in strict order. */
export function needsStrictOrdering(version: string): boolean {
  return STRICT_ENGINES.test(version);
}
