import { LedgerlineException } from '@ledgerline/storage';

/** A projection that was waited for, and where it was in the end. */
export interface MissedProjection {
  readonly projection: string;
  readonly partition: number;
  /** What was waited for. */
  readonly position: number;
  /** How far it had come; undefined when its database did not say. */
  readonly reached: number | undefined;
  /** Why it stands still, if it does. */
  readonly standstill?: string;
}

/** Projections did not reach a place of the log in time. */
export class ProjectionWaitException extends LedgerlineException {
  constructor(
    readonly timeout: number,
    readonly missed: readonly MissedProjection[],
    cause?: unknown,
  ) {
    super({
      code: 'PROJECTION_WAIT_TIMEOUT',
      status: 504,
      message: `Within ${timeout} ms ${missed.map(sentence).join('; ')}. Look at their status: mend and resume those that stand still, or wait longer.`,
      details: missed,
      cause,
    });
  }
}

function sentence({ projection, position, reached, standstill }: MissedProjection): string {
  const place = reached === undefined ? 'whose place is unknown' : `which is at ${reached}`;
  return `the projection "${projection}", ${place}${standstill === undefined ? '' : ` and ${standstill}`}, did not reach ${position}`;
}
