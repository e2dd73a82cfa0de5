import { isActive, isFinished } from '../../../machine/saga-status.js';
import type { SagaWrite, Written } from '../../saga-row.js';
import type { Statement } from '../statement.js';

/** `skip` leaves rows out that somebody holds; `wait` waits for them, at most for the lock time-out. */
export type Locking = 'skip' | 'wait';

/**
 * Records what became of sagas: the one write of each completed step. One round trip and one commit, shared by all that wait. Finds the rows
 * by primary key, locks those whose token and owner match in the order of their ids, and updates them in place; the history travels along.
 *
 * Cancels and signals are decided in here, by the row as it is now: an end is written only where no cancel was requested, a rest begins only
 * where no further signal came; else the saga stays with its owner.
 *
 * With `wait` (one write) the end of a child wakes its parent in the same commit, which locks the parent's row after the child's.
 *
 * Parameters: {@link recordParameters}, with `wait` the lock time-out in milliseconds as text.
 */
export function recordSagas(schema: string, locking: Locking): Statement {
  const patience = locking === 'wait' ? `patience AS MATERIALIZED (SELECT set_config('lock_timeout', $31, true)),` : '';
  return {
    name: `${schema}_record_sagas_${locking}`,
    text: `WITH ${patience} b AS MATERIALIZED (SELECT * FROM ${BATCH}),
      l AS MATERIALIZED (SELECT s.id FROM ${locking === 'wait' ? 'patience, ' : ''}b JOIN ${schema}.sagas s
        ON s.id = b.id AND s.token = b.token AND s.owner IS NOT DISTINCT FROM b.owner
        ORDER BY s.id FOR NO KEY UPDATE OF s${locking === 'skip' ? ' SKIP LOCKED' : ''}),
      ${updated(schema)},
      h AS (${history(schema)})
      ${locking === 'wait' ? `, p AS (${parent(schema)})` : ''}
      SELECT id, held, signals, cancel_requested, cancel_reason FROM u`,
  };
}

const BATCH = `unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::boolean[], $8::text[], $9::text[],
  $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::boolean[], $16::double precision[], $17::boolean[], $18::"char"[],
  $19::bigint[], $20::boolean[])
  AS b(id, token, owner, fingerprint, status, active, finished, context, results, progress, failed_step, error, reason, waiting_for, released,
  due, bounded, guard, seen, progressed)`;

const HELD = `((b.guard <> 'n' AND s.cancel_requested) OR (b.guard = 'r' AND s.signals > b.seen))`;

/** The guard is computed on the row itself, which the lock keeps as it is. */
function updated(schema: string): string {
  const isGone = `b.released AND NOT ${HELD}`;
  const due = `clock_timestamp() + b.due * interval '1 millisecond'`;
  return `u AS (UPDATE ${schema}.sagas s SET
      fingerprint = b.fingerprint, progress = b.progress::json, failed_step = b.failed_step, error = b.error::json, reason = b.reason,
      waiting_for = b.waiting_for, doubtful = false, updated_at = clock_timestamp(),
      context = COALESCE(b.context::json, s.context), results = COALESCE(b.results::json, s.results),
      recoveries = CASE WHEN b.progressed THEN 0 ELSE s.recoveries END,
      due_at = ${due},
      status = CASE WHEN ${HELD} THEN 'running' ELSE b.status END,
      active = CASE WHEN ${HELD} THEN true ELSE b.active END,
      owner = CASE WHEN ${isGone} THEN NULL ELSE s.owner END,
      next_at = CASE WHEN ${isGone} THEN CASE WHEN b.active THEN LEAST(${due}, CASE WHEN b.bounded THEN s.deadline END) END ELSE s.next_at END,
      finished_at = CASE WHEN b.finished AND NOT ${HELD} THEN clock_timestamp() ELSE s.finished_at END
    FROM l JOIN b USING (id) WHERE s.id = l.id
    RETURNING s.id, ${HELD} AS held, s.signals, s.cancel_requested, s.cancel_reason, s.parent)`;
}

function history(schema: string): string {
  return `INSERT INTO ${schema}.saga_steps (saga_id, number, step, direction, attempt, outcome, started_at, duration, error, changes)
    SELECT n.id, n.number, n.step, n.direction, n.attempt, n.outcome, to_timestamp(n.started / 1000), n.duration, n.error::json, n.changes::json
    FROM unnest($21::text[], $22::integer[], $23::text[], $24::"char"[], $25::integer[], $26::text[], $27::double precision[], $28::real[],
      $29::text[], $30::text[]) AS n(id, number, step, direction, attempt, outcome, started, duration, error, changes)
    JOIN u ON u.id = n.id
    ON CONFLICT (saga_id, number) DO NOTHING`;
}

function parent(schema: string): string {
  return `UPDATE ${schema}.sagas p SET signals = p.signals + 1,
      next_at = CASE WHEN p.owner IS NULL AND p.waiting_for = u.id THEN now() ELSE p.next_at END
    FROM u JOIN b ON b.id = u.id WHERE p.id = u.parent AND p.active AND NOT b.active AND NOT u.held`;
}

/** Parallel arrays, so that one plan serves every size of batch. */
export function recordParameters(writes: readonly SagaWrite[]): unknown[] {
  const of = <V>(pick: (write: SagaWrite) => V): V[] => writes.map(pick);
  const steps = writes.flatMap(({ id, history: attempts }) => attempts.map((attempt) => ({ id, attempt })));
  return [
    of(({ id }) => id),
    of(({ token }) => token),
    of(({ owner }) => owner),
    of(({ fingerprint }) => fingerprint),
    of(({ status }) => status),
    of(({ status }) => isActive(status)),
    of(({ status }) => isFinished(status)),
    of(({ context }) => context),
    of(({ results }) => results),
    of(({ progress }) => progress),
    of(({ failedStep }) => failedStep ?? null),
    of(({ error }) => (error === undefined ? null : JSON.stringify(error))),
    of(({ reason }) => reason ?? null),
    of(({ waitingFor }) => waitingFor ?? null),
    of(({ isReleased }) => isReleased),
    of(({ due }) => due ?? null),
    of(({ isBounded }) => isBounded),
    of(({ guard }) => guard[0]),
    of(({ seenSignals }) => seenSignals),
    of(({ isProgress }) => isProgress),
    steps.map(({ id }) => id),
    steps.map(({ attempt }) => attempt.number),
    steps.map(({ attempt }) => attempt.step),
    steps.map(({ attempt }) => attempt.direction[0]),
    steps.map(({ attempt }) => attempt.attempt),
    steps.map(({ attempt }) => attempt.outcome),
    steps.map(({ attempt }) => attempt.startedAt),
    steps.map(({ attempt }) => attempt.duration),
    steps.map(({ attempt }) => (attempt.error === undefined ? null : JSON.stringify(attempt.error))),
    steps.map(({ attempt }) => attempt.changes ?? null),
  ];
}

/** A row of the answer. */
export function writtenRow([id, held, signals, isCancelRequested, cancelReason]: readonly (string | null)[]): Written {
  return {
    id: id!,
    isHeld: held === 't',
    signals: Number(signals),
    isCancelRequested: isCancelRequested === 't',
    cancelReason: cancelReason ?? undefined,
  };
}
