import { LedgerlineException } from '@ledgerline/storage';

/** The tables of a projection cannot be built beside the live ones and take their place. */
export class RebuildImpossibleException extends LedgerlineException {
  /**
   * @param problem what stands in the way, as the rest of "… cannot be rebuilt beside the live one:"
   * @param remedy what to do about it, as a sentence
   */
  constructor(
    readonly projection: string,
    problem: string,
    remedy: string,
    cause?: unknown,
  ) {
    super({
      code: 'REBUILD_IMPOSSIBLE',
      status: 500,
      message: `The projection ${projection} cannot be rebuilt beside the live one: ${problem}. ${remedy}`,
      details: { projection },
      cause,
    });
  }
}
