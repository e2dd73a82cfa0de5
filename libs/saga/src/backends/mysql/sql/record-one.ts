import { placeholders } from '@ledgerline/storage';
import { sagas, STATE, steps } from './tables.js';
import { isHeld, writeAssignments, type ValueOf, type WriteValue } from './write-columns.js';

/** A statement that names the values that it needs, in the order of its parameters. */
export interface NamedStatement {
  readonly sql: string;
  readonly values: readonly WriteValue[];
}

/** Renders a text whose values are parameters. */
function named(render: (valueOf: ValueOf) => string): NamedStatement {
  const values: WriteValue[] = [];
  const sql = render((name) => {
    values.push(name);
    return '?';
  });
  return { sql, values };
}

/**
 * Locks the row of a saga whose token and owner match, in somebody's transaction or where procedures are not allowed. One round trip; primary
 * key; `waits`: for whoever holds it, else it is passed over.
 *
 * Parameters: the named ones, then id, token, owner.
 */
export function lockSaga(schema: string, waits: boolean): NamedStatement {
  return named(
    (valueOf) => `SELECT ${isHeld(valueOf)}, s.signals, s.cancel_requested, CAST(s.cancel_reason AS BINARY), s.parent
    FROM ${sagas(schema)} s WHERE s.id = ? AND s.token = ? AND s.owner <=> ? FOR UPDATE${waits ? '' : ' SKIP LOCKED'}`,
  );
}

/** Writes a row that is locked. One round trip; primary key. Parameters: the named ones, then context, results, id. */
export function updateSaga(schema: string): NamedStatement {
  return named(
    (valueOf) => `UPDATE ${sagas(schema)} s SET ${writeAssignments(valueOf)},
      s.context = COALESCE(?, s.context), s.results = COALESCE(?, s.results) WHERE s.id = ?`,
  );
}

/** Keeps attempts. One round trip; primary key. Parameters of each: saga, number, step, direction, attempt, outcome, started, duration, error, changes. */
export function insertAttempts(schema: string, count: number): string {
  const row = `(?, ?, ?, ?, ?, ?, TIMESTAMPADD(MICROSECOND, ? * 1000, '1970-01-01'), ?, ?, ?)`;
  return `INSERT INTO ${steps(schema)} (saga_id, number, step, direction, attempt, outcome, started_at, duration, error, changes)
    VALUES ${placeholders(count, row)} ON DUPLICATE KEY UPDATE number = ${steps(schema)}.number`;
}

/** Wakes the parent of a child that has ended, in the child's transaction. One round trip; primary key; locks the parent's row. Parameters: child, parent. */
export function wakeParent(schema: string): string {
  return `UPDATE ${sagas(schema)} s SET s.signals = s.signals + 1, s.next_at = IF(s.owner IS NULL AND s.waiting_for = ?, UTC_TIMESTAMP(6), s.next_at)
    WHERE s.id = ? AND s.state = ${STATE.active}`;
}

/** The same for a child whose parent is not known yet. Parameters: child, child. */
export function wakeParentOf(schema: string): string {
  return `UPDATE ${sagas(schema)} c JOIN ${sagas(schema)} s ON s.id = c.parent
    SET s.signals = s.signals + 1, s.next_at = IF(s.owner IS NULL AND s.waiting_for = ?, UTC_TIMESTAMP(6), s.next_at)
    WHERE c.id = ? AND s.state = ${STATE.active}`;
}
