import { LedgerlineException } from '@ledgerline/storage';

/** A projection class is wrong; the application does not start. */
export class ProjectionDefinitionException extends LedgerlineException {
  /** @param problem what is wrong, as a sentence without its full stop */
  constructor(
    readonly projection: string,
    problem: string,
  ) {
    super({
      code: 'PROJECTION_DEFINITION',
      status: 500,
      message: `The projection "${projection}" cannot run: ${problem}. Correct the class, or take it out of \`providers\`.`,
      details: { projection },
    });
  }
}
