import { textOf, type SqlValue } from '@ledgerline/storage';
import { isActive } from '../../../machine/saga-status.js';
import type { SagaWrite, StepRecord, Written } from '../../saga-row.js';
import { writeValues } from '../write-values.js';
import { hex } from './hex.js';
import { RECORD_PARAMETERS, recordSagaName } from './record-saga.procedure.js';
import { recordSagasName } from './record-sagas.procedure.js';
import { textOrNull } from './saga-columns.js';

/** Records a batch by the procedure. One round trip; see the procedure for what it does, locks and uses. */
export function recordSagas(schema: string): string {
  return `CALL ${recordSagasName(schema)}(?, ?, ?, ?)`;
}

/** Records one by the procedure. One round trip; see the procedure for what it does, locks and uses. */
export function recordSaga(schema: string): string {
  const parameters = ['?', '?', '?', ...RECORD_PARAMETERS.map(() => '?'), '?', '?', '?', '?'];
  return `CALL ${recordSagaName(schema)}(${parameters.join(', ')})`;
}

/** The parameters of {@link recordSaga}. */
export function recordSagaParameters(write: SagaWrite): SqlValue[] {
  const values = writeValues(write);
  const attempts = write.history.map(({ error, changes, ...attempt }) => ({
    ...attemptFields(attempt),
    x: error && hex(JSON.stringify(error)),
    c: changes === undefined ? undefined : hex(changes),
  }));
  return [
    write.id,
    write.token,
    write.owner,
    ...RECORD_PARAMETERS.map(([name]) => values[name]),
    write.context,
    write.results,
    attempts.length > 0 ? JSON.stringify(attempts) : null,
    write.parent !== undefined && !isActive(write.status) ? 1 : 0,
  ];
}

/** The parameters of {@link recordSagas}: writes in the order of their ids, attempts, texts, whether contexts or results are among them. */
export function recordSagasParameters(writes: readonly SagaWrite[]): SqlValue[] {
  const payload = new Payload();
  const sorted = [...writes].sort((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
  const batch = sorted.map((write) => batchItem(write, payload));
  const attempts = sorted.flatMap(({ id, history }, index) =>
    history.map(({ error, changes, ...attempt }) => ({
      o: index + 1,
      i: hex(id),
      ...attemptFields(attempt),
      ...payload.place('x', error && JSON.stringify(error)),
      ...payload.place('c', changes),
    })),
  );
  const hasContexts = writes.some(({ context, results }) => context !== null || results !== null);
  return [JSON.stringify(batch), attempts.length > 0 ? JSON.stringify(attempts) : null, payload.bytes(), hasContexts ? 1 : 0];
}

/** Absent keys, never null: a null of JSON would not be one of SQL. */
function batchItem(write: SagaWrite, payload: Payload): object {
  const { state, released, guard, bounded, progressed, error } = writeValues(write);
  return {
    i: hex(write.id),
    t: write.token,
    w: write.owner === null ? undefined : hex(write.owner),
    g: guard,
    n: write.seenSignals,
    f: hex(write.fingerprint),
    s: write.status,
    e: state,
    r: released,
    u: write.due === undefined ? undefined : Math.round(write.due),
    b: bounded,
    y: progressed,
    q: write.failedStep === undefined ? undefined : hex(write.failedStep),
    v: write.waitingFor === undefined ? undefined : hex(write.waitingFor),
    ...payload.place('p', write.progress),
    ...payload.place('x', error as string | null),
    ...payload.place('z', write.reason),
    ...payload.place('c', write.context),
    ...payload.place('k', write.results),
  };
}

function attemptFields(attempt: Omit<StepRecord, 'error' | 'changes'>): object {
  const { number, step, direction, attempt: nth, outcome, startedAt, duration } = attempt;
  return { n: number, s: hex(step), d: direction[0], a: nth, r: outcome, b: startedAt, l: duration };
}

/** A row of the batch's answer. */
export function writtenRow([id, ...row]: readonly unknown[]): Written {
  return writtenOf(textOf(id), row);
}

/** The answer for one saga: held by its guard, signals, cancel requested, its reason. */
export function writtenOf(id: string, [isHeld, signals, cancel, reason]: readonly unknown[]): Written {
  return {
    id,
    isHeld: Number(isHeld) === 1,
    signals: Number(signals),
    isCancelRequested: Number(cancel) === 1,
    cancelReason: textOrNull(reason) ?? undefined,
  };
}

/** The texts of a batch, one after another as bytes. */
class Payload {
  readonly #parts: Buffer[] = [];
  #length = 0;

  /** Adds a text, if there is one, and gives its place under the keys `name` and `name` + `l`. */
  place(name: string, value: string | null | undefined): object {
    if (value === null || value === undefined) return {};
    const bytes = Buffer.from(value);
    const from = this.#length + 1;
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return { [name]: from, [`${name}l`]: bytes.length };
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}
