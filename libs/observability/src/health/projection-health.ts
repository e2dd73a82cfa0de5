import type { ProjectionState, ProjectionStatus } from '@ledgerline/cqrs';
import type { HeldHead } from '../stores/held-heads.js';

/** One projection, in a line of health. */
export interface ProjectionLine {
  readonly state: ProjectionState;
  /** Events of the log that it has not reached. */
  readonly lag: number;
  readonly lagSeconds: number;
  /** A transaction that keeps events from it, whatever it does. */
  readonly heldBack?: HeldHead;
}

/** What health says of projections. */
export interface ProjectionHealth {
  /** Why it is down, if it is. */
  readonly reason?: string;
  readonly [projection: string]: ProjectionLine | string | undefined;
}

/** Seconds; shorter ones are what appending is made of. */
const WORTH_TELLING_AFTER = 1;

/** Tells apart what may look alike from outside: idle, behind, held back by somebody's transaction, waiting for a node, stopped, cut off. */
export function projectionHealth(statuses: readonly ProjectionStatus[], held: HeldHead | undefined): ProjectionHealth {
  const heldBack = held && held.seconds >= WORTH_TELLING_AFTER ? { heldBack: held } : {};
  const lines = statuses.map(
    ({ name, state, lag, lagSeconds }) => [name, { state, lag, lagSeconds: Math.round(lagSeconds), ...heldBack }] as const,
  );
  const reasons = statuses.flatMap((status) => reasonOf(status) ?? []);
  return { ...Object.fromEntries(lines), ...(reasons.length > 0 ? { reason: reasons.join('; ') } : {}) };
}

/** The error itself is for logs and pages: it may show what is in the event. */
function reasonOf({ name, state, error, disconnected }: ProjectionStatus): string | undefined {
  if (state === 'disconnected') return `${name} cannot reach its database (${disconnected ?? 'no reason is known'})`;
  if (state !== 'faulted') return undefined;
  const at = error ? ` at version ${error.event.version} of the stream "${error.event.stream}"` : '';
  return `${name} has stopped${at}`;
}
