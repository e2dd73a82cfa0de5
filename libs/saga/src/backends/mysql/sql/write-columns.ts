import { STATE } from './tables.js';

/** What a write brings, as {@link writeAssignments} names it. */
export type WriteValue =
  | 'fingerprint'
  | 'status'
  | 'state'
  | 'progress'
  | 'failedStep'
  | 'error'
  | 'reason'
  | 'waitingFor'
  | 'released'
  | 'due'
  | 'bounded'
  | 'guard'
  | 'seen'
  | 'progressed';

/** Where a statement has a value: a parameter, a variable or a column. */
export type ValueOf = (name: WriteValue) => string;

/** {@link SagaWrite.guard} as a number. */
export const GUARD = { none: 0, end: 1, rest: 2 } as const;

/** Whether the guard of a write keeps the saga with its owner: a cancel was requested, or a signal came that the owner has not seen. */
export function isHeld(valueOf: ValueOf): string {
  const guard = () => valueOf('guard');
  return `((${guard()} > ${GUARD.none} AND s.cancel_requested = 1) OR (${guard()} = ${GUARD.rest} AND s.signals > ${valueOf('seen')}))`;
}

/**
 * What a write sets in a row `s` that is locked, by the row as it is now: cancels and signals are decided in here. No assignment reads a
 * column that another one sets, so that it does not matter in which order the engine makes them. Contexts and results are apart.
 */
export function writeAssignments(valueOf: ValueOf): string {
  const due = () => `TIMESTAMPADD(MICROSECOND, ${valueOf('due')} * 1000, UTC_TIMESTAMP(6))`;
  const bound = () => `IF(${valueOf('bounded')} = 1, s.deadline, NULL)`;
  const isGone = () => `${valueOf('released')} = 1 AND NOT ${isHeld(valueOf)}`;
  return `s.fingerprint = ${valueOf('fingerprint')}, s.progress = ${valueOf('progress')}, s.failed_step = ${valueOf('failedStep')},
      s.error = ${valueOf('error')}, s.reason = ${valueOf('reason')}, s.waiting_for = ${valueOf('waitingFor')}, s.doubtful = 0,
      s.updated_at = UTC_TIMESTAMP(6), s.recoveries = IF(${valueOf('progressed')} = 1, 0, s.recoveries), s.due_at = ${due()},
      s.status = IF(${isHeld(valueOf)}, 'running', ${valueOf('status')}), s.state = IF(${isHeld(valueOf)}, ${STATE.active}, ${valueOf('state')}),
      s.next_at = IF(${isGone()}, IF(${valueOf('state')} = ${STATE.active}, COALESCE(LEAST(${due()}, ${bound()}), ${due()}, ${bound()}), NULL), s.next_at),
      s.finished_at = IF(${valueOf('state')} = ${STATE.finished} AND NOT ${isHeld(valueOf)}, UTC_TIMESTAMP(6), s.finished_at),
      s.owner = IF(${isGone()}, NULL, s.owner)`;
}
