import type { SafeHead } from '../../event-backend.js';

/**
 * The safe head of the log: the head row as a new snapshot shows it. One round trip; primary key; no lock.
 *
 * A writer holds the head row until its commit, and a commit is visible before its locks are let go, so whoever draws later
 * positions commits later: below a position that is visible nothing is missing.
 */
export function safeHead(schema: string): string {
  return `SELECT position FROM ${schema}_head WHERE id = 1`;
}

export function safeHeadOf(rows: readonly (readonly unknown[])[]): SafeHead {
  const position = Number(rows[0]?.[0] ?? 0);
  return { position, last: position };
}
