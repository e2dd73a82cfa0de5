import type { EventSummary, LiveMessage } from '@ledgerline/devtools/api';

/** The newest events of a view that follows the log: what is shown, and what has come while it is held. */
export interface LogTail {
  readonly shown: readonly EventSummary[];
  readonly waiting: readonly EventSummary[];
  /** Events that came so fast that they were not sent; the log has them. */
  readonly skipped: number;
  readonly isHeld: boolean;
}

export const EMPTY_TAIL: LogTail = { shown: [], waiting: [], skipped: 0, isHeld: false };

/** Events that a view keeps: older ones are a page away. */
const LONGEST = 500;

/** Takes a live message; events that do not match are left out. */
export function withMessage(tail: LogTail, message: LiveMessage, matches: (event: EventSummary) => boolean): LogTail {
  if (message.kind === 'skipped') return { ...tail, skipped: tail.skipped + message.count };
  if (message.kind !== 'events') return tail;
  const known = new Set([...tail.shown, ...tail.waiting].map(({ id }) => id));
  const fresh = message.events.filter((event) => !known.has(event.id) && matches(event)).reverse();
  if (fresh.length === 0) return tail;
  return tail.isHeld ? { ...tail, waiting: keep(fresh, tail.waiting) } : { ...tail, shown: keep(fresh, tail.shown) };
}

/** Stops what is shown; what comes meanwhile waits. */
export function held(tail: LogTail): LogTail {
  return { ...tail, isHeld: true };
}

/** Shows what has waited, and follows the log again. */
export function released(tail: LogTail): LogTail {
  return { shown: keep(tail.waiting, tail.shown), waiting: [], skipped: 0, isHeld: false };
}

function keep(newer: readonly EventSummary[], older: readonly EventSummary[]): readonly EventSummary[] {
  return [...newer, ...older].slice(0, LONGEST);
}
