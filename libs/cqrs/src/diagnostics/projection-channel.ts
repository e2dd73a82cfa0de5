import { tracingChannel } from 'node:diagnostics_channel';
import type { RecordedEvent } from '@ledgerline/event-sourcing';
import type { ProjectionRunner } from '../projections/projection-runner.js';

/** What `ledgerline:projection` carries for each batch; `outcome` and `duration` are there when it has ended. */
export interface ProjectionMessage {
  /** The runner that handles it: two applications in one process are told apart by it. */
  readonly runner: ProjectionRunner;
  /** Name of the projection. */
  readonly name: string;
  readonly version: number;
  readonly partition: number;
  /** The events of the batch; not to be changed, nor to be kept. */
  readonly recorded: readonly RecordedEvent[];
  /** Their number. */
  readonly events: number;
  /** Where the projection was before. */
  readonly from: number;
  /** Where it is when the batch has gone well. */
  readonly to: number;
  /** Positions from there to the log's head, as this node knows it. */
  readonly lag: number;
  readonly rebuilding: boolean;
  /** `lost`: somebody else has taken the projection, or has paused it; nothing was done. */
  outcome?: 'ok' | 'error' | 'lost';
  /** Seconds. */
  duration?: number;
  /** What the batch failed with; it is handed over again event by event. */
  error?: unknown;
}

/** Public tracing channel of projections: `start`, `asyncEnd` and `error` are published. See the operations guide. */
export const projectionChannel = tracingChannel<unknown, ProjectionMessage>('ledgerline:projection');
