import type { PoisonEventError } from '@ledgerline/event-sourcing/backend';
import type { ProjectionError } from '../projection-status.js';

/** Long enough to find the place, and short enough for a row that is read often. */
const LONGEST_TEXT = 4_000;

/** A poison event as it is kept. @param now milliseconds since the epoch */
export function errorOf({ event, cause, attempts }: PoisonEventError, now: number): ProjectionError {
  const { stream, version, position, id, type } = event;
  const { code } = cause as { code?: unknown };
  return {
    message: cut(cause.message),
    ...(typeof code === 'string' ? { code } : {}),
    ...(cause.stack === undefined ? {} : { stack: cut(cause.stack) }),
    event: { stream, version, position, ...(id === undefined ? {} : { id }), ...(type === undefined ? {} : { type }) },
    attempts,
    at: new Date(now).toISOString(),
  };
}

function cut(text: string): string {
  // PostgreSQL keeps no NUL in a text.
  const storable = text.replaceAll('\0', '\uFFFD');
  return storable.length > LONGEST_TEXT ? `${storable.slice(0, LONGEST_TEXT)}…` : storable;
}
