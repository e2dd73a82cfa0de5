import { LedgerlineException } from '@ledgerline/storage';

/** Two steps that run side by side changed the same key of the context. */
export class ContextClashException extends LedgerlineException {
  constructor(
    readonly sagaId: string,
    readonly steps: readonly [string, string],
    readonly key: string,
  ) {
    super({
      code: 'SAGA_CONTEXT_CLASH',
      status: 500,
      message: `The steps "${steps[0]}" and "${steps[1]}" of the saga ${sagaId} run side by side and both changed "${key}" of the context. Let each write keys of its own.`,
      details: { sagaId, steps, key },
    });
  }
}
