import type { AppendOutcome } from '../backends/event-backend.js';
import { ConcurrencyException } from '../exceptions/concurrency.exception.js';
import { EventIdConflictException } from '../exceptions/event-id-conflict.exception.js';
import { StreamClosedException } from '../exceptions/stream-closed.exception.js';
import type { ExpectedVersion } from '../streams/expected-version.js';

/** The outcomes that have written nothing and say why. */
export type Refusal = Exclude<AppendOutcome, { kind: 'appended' | 'repeated' }>;

/** What the caller of an append that was refused is told. */
export function refusalOf(stream: string, expected: ExpectedVersion, refusal: Refusal): Error {
  switch (refusal.kind) {
    case 'conflict':
      return new ConcurrencyException(stream, expected, refusal.actual);
    case 'id-conflict':
      return new EventIdConflictException(stream);
    case 'closed':
      return new StreamClosedException(stream, refusal.state);
    case 'busy':
      return new TypeError(`The backend answered "busy" for the stream "${stream}" where it must wait.`);
  }
}
