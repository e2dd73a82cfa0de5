import type { Difference, JsonView, Millis } from './json.js';
import type { EventSummary } from './events.js';
import type { Page } from './page.js';

/** A stream in a list. */
export interface StreamSummary {
  readonly name: string;
  readonly category: string;
  /** Number of its last event. */
  readonly version: number;
  readonly state: 'active' | 'archived' | 'deleted';
}

/** Filters of `GET streams`. */
export interface StreamQuery {
  /** Beginning of the name. */
  readonly prefix?: string;
  readonly category?: string;
  /** By `name` (default), or `newest` stream first. */
  readonly order?: 'name' | 'newest';
  readonly limit?: number;
  readonly cursor?: string;
}

export type StreamPage = Page<StreamSummary>;

/** A snapshot of a stream. */
export interface SnapshotInfo {
  /** Version of the state's shape. */
  readonly snapshotVersion: number;
  /** Events that it stands for. */
  readonly version: number;
  readonly createdAt: Millis;
  readonly bytes: number;
  /** Whether a load uses it: the class's `snapshotVersion` is this one. */
  readonly isUsable: boolean;
  /** Events that a load need not replay thanks to it. */
  readonly savesEvents: number;
}

/** `GET stream?name=`. */
export interface StreamDetail extends StreamSummary {
  /** Events below this version are no longer read. */
  readonly truncateBefore: number;
  readonly first?: EventSummary;
  readonly last?: EventSummary;
  /** The aggregate class of its category, and the id within it. */
  readonly aggregate?: { readonly className: string; readonly id: string };
  readonly snapshots: readonly SnapshotInfo[];
}

/** Filters of `GET stream/events`. The cursor is a version. */
export interface StreamEventQuery {
  readonly name: string;
  readonly order?: 'newest' | 'oldest';
  readonly limit?: number;
  readonly cursor?: string;
}

/** An aggregate at one version: `GET stream/state?name=&version=`. */
export interface StateAt {
  readonly stream: string;
  /** 0 = before its first event. */
  readonly version: number;
  /** Number of its last event. */
  readonly latest: number;
  readonly state: JsonView;
  /** What the event of this version has changed. */
  readonly difference: readonly Difference[];
  readonly event?: EventSummary;
  /** The event's payload, as the application sees it. */
  readonly payload?: JsonView;
  /** Milliseconds that it took to rebuild. */
  readonly took: number;
}

/** A test made of a stream or saga: `GET stream/test?name=`, `GET saga/test?id=`. */
export interface CopiedTest {
  /** For the file that it belongs into. */
  readonly fileName: string;
  /** TypeScript. */
  readonly text: string;
  /** What the reader must still fill in: masked fields, events that were left out. */
  readonly notes: readonly string[];
}
