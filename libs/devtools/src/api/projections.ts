import type { Millis } from './json.js';

/** A projection: `GET projections`. */
export interface ProjectionInfo {
  readonly name: string;
  readonly version: number;
  readonly state: string;
  /** Everything up to here is in the read model. */
  readonly position: number;
  readonly head: number;
  /** Events that are not handled yet. */
  readonly lagEvents: number;
  /** Age of the oldest event that is not handled; absent when there is none. */
  readonly lagSeconds?: number;
  /** From 0 to 1 while a rebuild goes on. */
  readonly rebuild?: number;
  readonly error?: { readonly message: string; readonly stack?: string; readonly at?: Millis };
  /** The event that could not be handled. */
  readonly poison?: { readonly stream: string; readonly version: number; readonly position: number };
  /** Names of the event types that it handles. */
  readonly handles: readonly string[];
}
