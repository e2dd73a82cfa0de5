import type { EventPlace } from '@ledgerline/event-sourcing/backend';

/**
 * What a projection is doing:
 * - `live`: it has handled everything up to the log's safe head;
 * - `catching-up`: it handles events of the past;
 * - `rebuilding`: its model is made anew; the one before is served meanwhile, when it names its entities;
 * - `faulted`: an event could not be handled; `ProjectionRunner.resume` tries it again;
 * - `paused`: as asked for, on all nodes;
 * - `waiting-for-lease`: nobody runs it at the moment, and a node will take it soon;
 * - `disconnected`: its database, or the event store's, is away; it goes on by itself.
 */
export type ProjectionState = 'live' | 'catching-up' | 'rebuilding' | 'faulted' | 'paused' | 'waiting-for-lease' | 'disconnected';

/** Why a projection stopped; kept in its database, so that every node knows it. */
export interface ProjectionError {
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  /** The event that could not be handled. */
  readonly event: EventPlace & { readonly id?: string; readonly type?: string };
  /** Times that it was tried. */
  readonly attempts: number;
  /** When it was given up, in ISO 8601. */
  readonly at: string;
}

/** How far a rebuild has come. */
export interface RebuildProgress {
  /** Version of the model that is made. */
  readonly version: number;
  readonly position: number;
  readonly head: number;
  /** From 0 to 1. */
  readonly done: number;
  readonly startedAt: Date;
  /** Milliseconds that it will take from now, if it goes on as it did. */
  readonly remaining?: number;
  /** The event that it stopped at; the model before it is served on. */
  readonly error?: ProjectionError;
  /** Why the node that was asked cannot go on with it, for example the tables that stand in its way. */
  readonly problem?: string;
}

/** One projection on one partition of the log. */
export interface ProjectionPartitionStatus {
  readonly partition: number;
  readonly state: ProjectionState;
  /** Everything up to here is handled. */
  readonly position: number;
  /** The log's safe head, when this node last looked. */
  readonly head: number;
  /** The node that runs it. */
  readonly owner?: string;
  readonly error?: ProjectionError;
}

/** A projection as every node sees it. */
export interface ProjectionStatus {
  readonly name: string;
  /** Version of the model that is served. */
  readonly version: number;
  /** That of the partition that needs most attention. */
  readonly state: ProjectionState;
  /** Events of the log that it has not reached, by their positions. */
  readonly lag: number;
  /** Seconds from the recording of the last event that it has handled until now, while there are others to handle; else 0. */
  readonly lagSeconds: number;
  readonly error?: ProjectionError;
  /** Why the database is away, on this node. */
  readonly disconnected?: string;
  readonly partitions: readonly ProjectionPartitionStatus[];
  readonly rebuild?: RebuildProgress;
}

const BY_ATTENTION: readonly ProjectionState[] = [
  'faulted',
  'disconnected',
  'paused',
  'waiting-for-lease',
  'rebuilding',
  'catching-up',
  'live',
];

/** The state of a projection over several partitions: that which needs most attention. */
export function overallState(states: readonly ProjectionState[]): ProjectionState {
  return BY_ATTENTION.find((state) => states.includes(state)) ?? 'waiting-for-lease';
}
