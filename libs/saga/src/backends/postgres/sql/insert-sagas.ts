import type { NewSaga } from '../../saga-row.js';
import type { Statement } from '../statement.js';

/**
 * Inserts a batch of sagas; ids that are there are left out and not returned. With each start: one round trip, shared when the ids are
 * generated. Inserts into the primary key; waits for a transaction that inserted the same id, at most for the lock time-out.
 *
 * Parameters: {@link insertParameters}, the lock time-out in milliseconds as text, or null for the transaction's own.
 */
export function insertSagas(schema: string): Statement {
  return {
    name: `${schema}_insert_sagas`,
    text: `WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', COALESCE($17, current_setting('lock_timeout')), true))
      INSERT INTO ${schema}.sagas (id, run, name, version, fingerprint, status, active, input_hash, context, progress, owner, token,
        next_at, deadline, parent, correlation_id, causation_id, traceparent, created_at, updated_at, reason, error)
      SELECT b.id, b.run, b.name, b.version, b.fingerprint, CASE WHEN b.reason IS NOT NULL THEN 'stopped' WHEN b.owner IS NULL THEN 'pending' ELSE 'running' END, b.reason IS NULL,
        b.input_hash, b.context::json, '{}', b.owner, 1, clock.at + b.delay * interval '1 millisecond',
        clock.at + (b.delay + b.timeout) * interval '1 millisecond', b.parent, b.correlation_id, b.causation_id, b.traceparent,
        clock.at, clock.at, b.reason, b.error::json
      FROM patience, (SELECT clock_timestamp() AS at) clock, unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[],
        $6::text[], $7::text[], $8::text[], $9::double precision[], $10::double precision[], $11::text[], $12::text[], $13::text[],
        $14::text[], $15::text[], $16::text[])
        AS b(id, run, name, version, fingerprint, input_hash, context, owner, delay, timeout, parent, correlation_id, causation_id,
        traceparent, reason, error)
      ON CONFLICT (id) DO NOTHING RETURNING id`,
  };
}

/** Parallel arrays, so that one plan serves every size of batch. */
export function insertParameters(sagas: readonly NewSaga[], lockTimeout: number | null): unknown[] {
  return [
    sagas.map(({ id }) => id),
    sagas.map(({ run }) => run),
    sagas.map(({ name }) => name),
    sagas.map(({ version }) => version),
    sagas.map(({ fingerprint }) => fingerprint),
    sagas.map((saga) => saga.inputHash),
    sagas.map(({ context }) => context),
    sagas.map(({ owner }) => owner ?? null),
    sagas.map(({ delay }) => delay),
    sagas.map(({ timeout }) => timeout ?? null),
    sagas.map(({ parent }) => parent ?? null),
    sagas.map((saga) => saga.correlationId),
    sagas.map((saga) => saga.causationId ?? null),
    sagas.map(({ traceparent }) => traceparent ?? null),
    sagas.map(({ stopped }) => stopped?.reason ?? null),
    sagas.map(({ stopped }) => (stopped ? JSON.stringify(stopped.error) : null)),
    lockTimeout === null ? null : String(lockTimeout),
  ];
}
