import { LedgerlineException } from '@ledgerline/storage';

/** A snapshot could not be written or used. Loads fall back to a replay and log this; only `createSnapshot` throws it. */
export class SnapshotException extends LedgerlineException {
  constructor(
    readonly stream: string,
    problem: string,
    cause?: unknown,
  ) {
    super({
      code: 'SNAPSHOT',
      status: 500,
      message: `The snapshot of the stream "${stream}" ${problem}. The events are untouched and loads replay them.`,
      details: { stream },
      cause,
    });
  }
}
