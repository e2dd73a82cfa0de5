import type { SagaRow, SagaWrite } from '../backends/saga-row.js';
import { SagaHaltedException } from '../exceptions/saga-halted.exception.js';
import { sagaErrorOf } from '../results/saga-error.js';

/** The write that sets a saga aside whose row cannot be read, and leaves everything in it as it is. */
export function haltedWrite(row: SagaRow & { readonly owner: string }, cause: unknown): SagaWrite {
  const { id, name, token, owner, fingerprint, progress, failedStep, signals } = row;
  const error = sagaErrorOf(new SagaHaltedException(id, name, cause));
  return {
    id,
    token,
    owner,
    fingerprint,
    status: 'stopped',
    context: null,
    results: null,
    progress,
    failedStep,
    error,
    reason: error.message,
    isReleased: true,
    isBounded: false,
    guard: 'none',
    seenSignals: signals,
    isProgress: false,
    history: [],
  };
}
