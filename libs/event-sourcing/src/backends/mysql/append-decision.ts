import type { AppendOutcome, AppendRequest } from '../event-backend.js';
import { isExpected } from '../../streams/expected-version.js';

/** A stream as an append finds it; `busy`: somebody else holds it. */
export type FoundStream = 'busy' | { readonly key: number; readonly version: number; readonly state: string };

/** A stored event as a look-up by id finds it. */
export interface FoundEvent {
  readonly key: number;
  readonly version: number;
  readonly position: number;
  readonly recordedAt: number;
}

/** What becomes of an append: it may be written, behind `version` of the stream `key` (null = a new one), or it is answered. */
export type AppendDecision =
  | { readonly kind: 'write'; readonly key: number | null; readonly version: number }
  | { readonly kind: 'answer'; readonly outcome: AppendOutcome };

/** @param events those of the append's events that are stored, at their index; only looked up when the ids may repeat */
export function decideAppend(
  request: AppendRequest,
  stream: FoundStream | undefined,
  events: readonly (FoundEvent | undefined)[],
): AppendDecision {
  if (stream === 'busy') return answer({ kind: 'busy' });
  if (request.mayRepeat && events.some((event) => event !== undefined)) return answer(repeatedOutcome(stream?.key, events));
  if (stream?.state === 'r') return answer({ kind: 'closed', state: 'archived' });
  if (stream?.state === 'd') return answer({ kind: 'closed', state: 'deleted' });
  const version = stream?.version ?? 0;
  if (!isExpected(request.expected, version)) return answer({ kind: 'conflict', actual: version });
  return { kind: 'write', key: stream?.key ?? null, version };
}

function answer(outcome: AppendOutcome): AppendDecision {
  return { kind: 'answer', outcome };
}

function repeatedOutcome(key: number | undefined, events: readonly (FoundEvent | undefined)[]): AppendOutcome {
  const first = events[0]?.version ?? 0;
  const isSame = events.every((event, index) => event?.key === key && event?.version === first + index);
  if (!isSame) return { kind: 'id-conflict' };
  const last = events.at(-1)!;
  const positions = events.map((event) => event!.position);
  return { kind: 'repeated', version: last.version, partition: 0, positions, recordedAt: last.recordedAt };
}
