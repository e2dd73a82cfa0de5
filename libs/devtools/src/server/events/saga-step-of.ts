/** The step of a saga that a causation id names. */
export interface SagaStepRef {
  readonly sagaId: string;
  readonly run: string;
  readonly step: string;
  readonly isCompensation: boolean;
}

/** Reads an idempotency key of a step, `<saga>/<run>/<step>` or `<saga>/<run>/<step>:undo`; the saga's id may hold slashes itself. */
export function sagaStepOf(causationId: string): SagaStepRef | undefined {
  const [, sagaId, run, step, undo] = /^(.+)\/([^/]+)\/([^/]+?)(:undo)?$/.exec(causationId) ?? [];
  return sagaId === undefined ? undefined : { sagaId, run: run!, step: step!, isCompensation: undo !== undefined };
}
