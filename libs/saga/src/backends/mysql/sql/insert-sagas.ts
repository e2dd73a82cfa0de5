import { fromNow, placeholders, type SqlValue } from '@ledgerline/storage';
import type { NewSaga } from '../../saga-row.js';
import { sagas, STATE } from './tables.js';

const COLUMNS =
  'id, run, name, version, fingerprint, status, state, input_hash, context, progress, owner, token, next_at, deadline, parent, correlation_id, causation_id, traceparent, reason, error, created_at, updated_at';

const ROW = `(${placeholders(9)}, '{}', ?, 1, ${fromNow()}, ${fromNow()}, ${placeholders(6)}, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))`;

/**
 * Inserts a batch of sagas under ids that nobody else can know; one that is there by an earlier attempt is left. With each start: one round
 * trip, shared. Inserts into the primary key.
 *
 * Parameters: {@link insertParameters} of each.
 */
export function insertSagas(schema: string, count: number): string {
  return `INSERT INTO ${sagas(schema)} (${COLUMNS}) VALUES ${placeholders(count, ROW)} ON DUPLICATE KEY UPDATE id = ${sagas(schema)}.id`;
}

/**
 * Inserts a saga under its caller's id; an id that is there is an error, which the driver names `ER_DUP_ENTRY`. With such a start: one round
 * trip; waits for a transaction that inserted the same id. Parameters: {@link insertParameters}.
 */
export function insertOwnSaga(schema: string): string {
  return `INSERT INTO ${sagas(schema)} (${COLUMNS}) VALUES ${ROW}`;
}

export function insertParameters(saga: NewSaga): SqlValue[] {
  const { id, run, name, version, fingerprint, inputHash, context, owner, delay, timeout, stopped } = saga;
  const status = stopped ? 'stopped' : owner === undefined ? 'pending' : 'running';
  return [
    id,
    run,
    name,
    version,
    fingerprint,
    status,
    stopped ? STATE.standing : STATE.active,
    inputHash,
    context,
    owner ?? null,
    delay,
    timeout === undefined ? null : delay + timeout,
    saga.parent ?? null,
    saga.correlationId,
    saga.causationId ?? null,
    saga.traceparent ?? null,
    stopped?.reason ?? null,
    stopped ? JSON.stringify(stopped.error) : null,
  ];
}
