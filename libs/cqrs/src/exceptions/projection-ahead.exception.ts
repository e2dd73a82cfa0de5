import { LedgerlineException } from '@ledgerline/storage';

/** A projection stands where its log has not come to: its model was made of another log. */
export class ProjectionAheadException extends LedgerlineException {
  /** @param head the highest position of the log */
  constructor(
    readonly projection: string,
    readonly position: number,
    readonly head: number,
  ) {
    super({
      code: 'PROJECTION_AHEAD',
      status: 500,
      message:
        `The projection "${projection}" stands at ${position}, and the log ends at ${head}: its model was made of another log, or the log was restored from an older copy. ` +
        'Give the application the databases that belong together, or rebuild the projection.',
      details: { projection, position, head },
    });
  }
}
