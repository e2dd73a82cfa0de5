import { epochOf } from '@ledgerline/storage';

/** The head as {@link lockHead} gives it. */
export type HeadRow = readonly [position: unknown, at: unknown, milliseconds: unknown];

/**
 * Locks the head row until the end of the transaction: whoever holds it is the only writer of the log. One round trip; primary key;
 * waits for another writer. The time that it gives never runs backwards along the log.
 */
export function lockHead(schema: string): string {
  const at = 'GREATEST(recorded_at, UTC_TIMESTAMP(6))';
  return `SELECT position, CAST(${at} AS CHAR), ${epochOf(at)} FROM ${schema}_head WHERE id = 1 FOR UPDATE`;
}
