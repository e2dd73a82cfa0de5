import type { EntityManager } from 'typeorm';

/** What a step or a compensation is told about the attempt that runs it. */
export interface StepContext<R = unknown> {
  readonly sagaId: string;
  /** Name of the saga. */
  readonly saga: string;
  /** Name of the step; a compensation has the name of the step that it undoes. */
  readonly step: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** The same for every attempt of this step, in every process; a compensation has a key of its own. Pass it on to whatever you call. */
  readonly idempotencyKey: string;
  /** Aborted when the attempt timed out, the saga was cancelled or this node lost the right to it. Pass it on, too. */
  readonly signal: AbortSignal;
  /** When the attempt times out; absent for a step without a time-out. */
  readonly deadline?: Date;
  /** In a compensation: whether the step's outcome is unknown, so that there may be nothing to undo. Always false in a step. */
  readonly inDoubt: boolean;
  /** In a compensation: what the step returned; absent when it is in doubt. */
  readonly result?: R;
  /** In a `transactional` step: the transaction that commits together with the step's record. */
  readonly manager?: EntityManager;
}
