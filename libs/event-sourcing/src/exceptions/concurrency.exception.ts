import { LedgerlineException } from '@ledgerline/storage';
import type { ExpectedVersion } from '../streams/expected-version.js';

/** The stream is not at the version that the append expected; nothing was written. */
export class ConcurrencyException extends LedgerlineException {
  constructor(
    readonly stream: string,
    readonly expected: ExpectedVersion,
    /** The stream's version when the append was refused; 0 = no such stream. */
    readonly actual: number,
  ) {
    super({
      code: 'CONCURRENCY_CONFLICT',
      status: 409,
      message: `The stream "${stream}" was expected at ${describe(expected)} and is at version ${actual}. Load it again and retry, or use eventStore.update().`,
      details: { stream, expected, actual },
    });
  }
}

function describe(expected: ExpectedVersion): string {
  if (expected === 'no-stream') return 'version 0 (no stream)';
  return expected === 'stream-exists' ? 'any version from 1' : `version ${expected}`;
}
